import type { SuggestionsView } from '@fondaco/contracts/http/storefront-bff';
import { addressOf, EVERYTHING } from '../catalogue/choice.ts';

/** Something to choose while typing, and the page that it leads to. */
export type Suggested = { readonly key: string; readonly label: string; readonly address: string };
export type SuggestedGroup = { readonly title: string; readonly options: readonly Suggested[] };

const MOST = { words: 5, categories: 3, products: 5 };

/** What was suggested, in the order in which it is shown; groups of nothing are left out. */
export const suggestedGroups = ({ words, categories, products }: SuggestionsView): SuggestedGroup[] =>
  [
    {
      title: 'Search for',
      options: words.slice(0, MOST.words).map((word) => ({
        key: `word ${word}`,
        label: word,
        address: addressOf({ ...EVERYTHING, q: word }),
      })),
    },
    {
      title: 'Categories',
      options: categories.slice(0, MOST.categories).map(({ slug, name }) => ({
        key: `category ${slug}`,
        label: name,
        address: addressOf({ ...EVERYTHING, category: slug }),
      })),
    },
    {
      title: 'Products',
      options: products.slice(0, MOST.products).map(({ slug, name }) => ({
        key: `product ${slug}`,
        label: name,
        address: `/products/${encodeURIComponent(slug)}`,
      })),
    },
  ].filter(({ options }) => options.length > 0);

/** The next place down (1) or up (-1) in the list; -1 is the field itself, which stands before the first. */
export const nextPlace = (place: number, step: 1 | -1, length: number): number =>
  ((place + 1 + step + length + 1) % (length + 1)) - 1;
