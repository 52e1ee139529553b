/** Names from the top of the tree down. */
export type CategoryPath = readonly string[];

const MAX_DEPTH = 10;
const LINE = /^[^\p{Control}\u2028\u2029\p{Surrogate}]{1,80}$/u;

/** `Home > Lamps`. A `>` or `\` that belongs to a name has a `\` before it. */
export const writeCategoryPath = (path: CategoryPath): string =>
  path.map((name) => name.trim().replace(/[\\>]/g, '\\$&')).join(' > ');

/** Null for what is none: an empty name, or one of more than 80 characters, or more than ten of them. */
export const readCategoryPath = (text: string): CategoryPath | null => {
  const names = text.includes('\\') ? splitEscaped(text) : text.split('>');
  const path = names.map((name) => name.trim());
  const good = path.length <= MAX_DEPTH && path.every((name) => LINE.test(name));
  return good ? path : null;
};

const splitEscaped = (text: string): string[] => {
  const names = [''];
  for (const [piece] of text.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === '>') names.push('');
    else names[names.length - 1] += piece.length === 2 && piece.startsWith('\\') ? piece.slice(1) : piece;
  }
  return names;
};

/** For comparing: two paths are one when their names are. */
export const pathKey = (path: CategoryPath): string => path.join('\u0000');
