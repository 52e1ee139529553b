import type { KnownWord } from './search-word-store.ts';

/** How many slips of the finger there may be in a word of this length. */
const slipsAllowed = (length: number): number => (length < 3 ? 0 : length < 5 ? 1 : length < 9 ? 2 : 3);

/**
 * The word that was most likely meant: the one with the fewest slips, the most used one of several. Null when none
 * is near enough.
 */
export const nearest = (typed: string, known: readonly KnownWord[]): KnownWord | null => {
  const allowed = slipsAllowed(typed.length);
  const [best] = known
    .map(({ word, uses }) => ({ word, uses, slips: slips(typed, word) }))
    .filter((one) => one.slips <= allowed)
    .sort((a, b) => a.slips - b.slips || b.uses - a.uses || (a.word < b.word ? -1 : 1));
  return best === undefined ? null : { word: best.word, uses: best.uses };
};

/** Letters left out, added, exchanged, or swapped with their neighbour, on the way from one word to the other. */
export const slips = (one: string, other: string): number => {
  const a = Array.from(one);
  const b = Array.from(other);
  let beforeLast: number[] = [];
  let last = b.map((_, index) => index).concat(b.length);
  for (const [i, letter] of a.entries()) {
    const row = [i + 1];
    for (const [j, target] of b.entries()) {
      const exchanged = (last[j] ?? 0) + (letter === target ? 0 : 1);
      const swapped =
        letter === b[j - 1] && target === a[i - 1] ? (beforeLast[j - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(exchanged, swapped, (row[j] ?? 0) + 1, (last[j + 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
};
