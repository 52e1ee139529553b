import type { Queryable } from '@fondaco/chassis/postgres';
import { storable, type Words } from './listing/filters.ts';
import {
  type AskedWord,
  COMPLETIONS,
  findAlike,
  type KnownWord,
  readWords,
} from './listing/search-word-store.ts';
import { nearest } from './listing/spelling.ts';

/** `words` is null when nothing is left of the question, `corrected` when nothing was. */
export type Question = { readonly words: Words | null; readonly corrected: string | null };

/** What somebody means who types this: words that no listing has are taken for those most like them. */
export const readQuestion = async (db: Queryable, typed: string): Promise<Question> => {
  const asked = await readWords(db, storable(typed));
  const meant = await Promise.all(asked.map((word) => meaning(db, word)));
  // A word asked for twice is no rarer for it, and the index would read its list twice.
  const distinct = [...new Map(meant.map((one) => [one.query, one])).values()];
  const [first] = asked;
  if (first === undefined) return { words: null, corrected: null };
  return {
    words: {
      query: distinct.map(({ query }) => query).join(' & '),
      // As if words came together by chance.
      likely: distinct.reduce((likely, { uses }) => likely * Math.min(1, uses / 10_000), first.listings),
    },
    corrected: meant.some(({ changed }) => changed) ? meant.map(({ word }) => word).join(' ') : null,
  };
};

type Meant = {
  readonly word: string;
  readonly changed: boolean;
  /** As part of a tsquery. */
  readonly query: string;
  readonly uses: number;
};

const meaning = async (db: Queryable, { word, known, completions, uses }: AskedWord): Promise<Meant> => {
  if (completions.length > 0 && word.length >= UNFINISHED_FROM) return unfinished(word, completions);
  // A number that nothing has is no misspelt other number.
  if (known || /\p{Number}/u.test(word)) return { word, changed: false, query: quoted(word), uses };
  const other = nearest(word, await findAlike(db, word));
  return other === null
    ? { word, changed: false, query: quoted(word), uses }
    : { word: other.word, changed: true, query: quoted(other.word), uses: other.uses };
};

/** Of fewer letters too much begins: who types `red` doesn't look for `redwood`. */
const UNFINISHED_FROM = 4;

/**
 * All words that begin with it, one by one: for a prefix the index would list everything that has one of them, however
 * little of that is wanted. Of more than can be named nobody knows how much they are used.
 */
const unfinished = (word: string, completions: readonly KnownWord[]): Meant => {
  if (completions.length > COMPLETIONS) return { word, changed: false, query: `${quoted(word)}:*`, uses: 0 };
  return {
    word,
    changed: false,
    query: anyOf(completions.map((one) => quoted(one.word))),
    uses: completions.reduce((sum, one) => sum + one.uses, 0),
  };
};

const anyOf = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `(${[first, ...others].join(' | ')})`;

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
