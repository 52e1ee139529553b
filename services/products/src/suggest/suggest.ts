import type { Database } from '@fondaco/chassis/postgres';
import type { Suggestions } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import { storable } from '../listing/filters.ts';
import { findBeginning, splitWords } from '../listing/search-word-store.ts';
import { findCategoriesBeginning, findProductsBeginning } from './suggestion-store.ts';

const WORDS = 8;
const PRODUCTS = 5;
const CATEGORIES = 3;

/** What somebody who has typed so much may be about to ask for: the last word may be unfinished. */
export const suggest =
  ({ db }: { readonly db: Database }) =>
  async (typed: string): Promise<Static<typeof Suggestions>> => {
    const text = storable(typed);
    const words = await splitWords(db, text);
    const last = words.at(-1);
    if (last === undefined) return { words: [], products: [], categories: [] };
    const before = words.slice(0, -1);
    const [found, products, categories] = await Promise.all([
      findBeginning(db, last, WORDS),
      findProductsBeginning(db, text, PRODUCTS),
      findCategoriesBeginning(db, text, CATEGORIES),
    ]);
    return { words: found.map((word) => [...before, word].join(' ')), products, categories };
  };
