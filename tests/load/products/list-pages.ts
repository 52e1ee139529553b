import type { Category } from '@fondaco/contracts/http/catalogue';
import type { ProductSummary } from '@fondaco/contracts/http/products';
import { listPath, PAGE, SORTS } from './questions.ts';
import { below, numbers, oneOf } from './random.ts';
import type { RequestLoad } from './request-load.ts';

type Page = { readonly items: readonly ProductSummary[]; readonly nextCursor: string | null };

/** A category of which there is more than a page, in one of the orders. */
export type Shelf = { readonly category: string; readonly sort: string };

/** Slugs of all categories, from the top down. */
export const categorySlugs = async (load: RequestLoad): Promise<string[]> => {
  const { categories } = await load.read<{ categories: Category[] }>('/v1/categories');
  return categories.map(({ slug }) => slug);
};

/** Shelves in every order, of all categories that have more than a page: full pages are what is compared. */
export const fullShelves = async (load: RequestLoad): Promise<Shelf[]> => {
  const shelves: Shelf[] = [];
  for (const category of await categorySlugs(load)) {
    const { nextCursor } = await load.read<Page>(listPath(category, 'name'));
    if (nextCursor !== null) shelves.push(...SORTS.map((sort) => ({ category, sort })));
  }
  return shelves;
};

const MANY = 100;
/** As far as somebody who never tires: 20,000 products. */
const FARTHEST = 200;
const KEEPS_EVERY = 5;

/** Pages behind the first one, met by following the cursors from page to page. */
const deepPages = async (load: RequestLoad, { category, sort }: Shelf): Promise<string[]> => {
  const pages: string[] = [];
  let cursor: string | undefined;
  for (let turned = 1; turned <= FARTHEST; turned++) {
    // In larger steps: a cursor is a place, whatever the size of the page that it came with.
    const limit = turned === 1 ? PAGE : MANY;
    const page = await load.read<Page>(listPath(category, sort, cursor, limit));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
    if (page.items.length === limit && (turned <= 2 || turned % KEEPS_EVERY === 0))
      pages.push(listPath(category, sort, cursor));
  }
  return pages;
};

const WALKED = 12;
const HOW_MANY = 1_000;

/** Half of them first pages, half of them from 24 products up to 20,000 deep. */
export const listPages = async (load: RequestLoad, shelves: readonly Shelf[]): Promise<string[]> => {
  const random = numbers(4);
  const deep: string[] = [];
  for (let walked = 0; walked < WALKED; walked++)
    deep.push(...(await deepPages(load, oneOf(random, shelves))));
  return Array.from({ length: HOW_MANY }, (_, index) => {
    if (index % 2 === 1 && deep.length > 0) return deep[below(random, deep.length)] ?? '';
    const { category, sort } = oneOf(random, shelves);
    return listPath(category, sort);
  });
};
