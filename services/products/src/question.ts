import type { Queryable } from '@fondaco/chassis/postgres';
import { storable } from './listing/filters.ts';
import { type AskedWord, findAlike, readWords } from './listing/search-word-store.ts';
import { nearest } from './listing/spelling.ts';

/** `words` as a tsquery; null when nothing is left of the question. `corrected` is null when nothing was. */
export type Question = {
  readonly words: string | null;
  readonly corrected: string | null;
  /** Whether so many listings have all of the words that they hardly say anything. */
  readonly dense: boolean;
};

/** Of every 10,000 listings: where to look at one after the other is sooner done than to list all matches first. */
const DENSE = 2_000;

/** What somebody means who types this: words that no listing has are taken for those most like them. */
export const readQuestion = async (db: Queryable, typed: string): Promise<Question> => {
  const asked = await readWords(db, storable(typed));
  const meant = await Promise.all(asked.map((word) => meaning(db, word)));
  return {
    words: meant.length === 0 ? null : meant.map(inQuery).join(' & '),
    corrected: meant.some(({ changed }) => changed) ? meant.map(({ word }) => word).join(' ') : null,
    // As if words came together by chance.
    dense: meant.reduce((share, { uses }) => share * (uses / 10_000), 10_000) >= DENSE,
  };
};

type Meant = {
  readonly word: string;
  readonly changed: boolean;
  readonly unfinished: boolean;
  readonly uses: number;
};

const meaning = async (db: Queryable, { word, known, begins, uses }: AskedWord): Promise<Meant> => {
  const unfinished = begins && word.length >= UNFINISHED_FROM;
  // A number that nothing has is no misspelt other number.
  if (known || unfinished || /\p{Number}/u.test(word)) return { word, changed: false, unfinished, uses };
  const other = nearest(word, await findAlike(db, word));
  return other === null
    ? { word, changed: false, unfinished: false, uses }
    : { word: other.word, changed: true, unfinished: false, uses: other.uses };
};

/** Of fewer letters too much begins: who types `red` doesn't look for `redwood`. */
const UNFINISHED_FROM = 4;

const inQuery = ({ word, unfinished }: Meant): string =>
  `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'${unfinished ? ':*' : ''}`;
