import type { Database } from '@fondaco/chassis/postgres';
import { type Background, type Log, repeating } from '@fondaco/chassis/service';
import { countWords } from '../listing/search-word-store.ts';

const EVERY_MS = 600_000;

/** Keeps how much each word is used: what suggestions and corrections prefer, and what a search is planned by. */
export const countWordsJob = ({ db, log }: { readonly db: Database; readonly log: Log }): Background =>
  repeating({
    name: 'products.count-words',
    everyMs: EVERY_MS,
    work: () => db.transaction(countWords),
    log,
  });
