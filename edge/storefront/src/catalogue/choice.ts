import type { CatalogueQuery } from '@fondaco/contracts/http/storefront-bff';

export type Sort = NonNullable<CatalogueQuery['sort']>;

/** What somebody wants to see of the catalogue. It stands in the page's address, and is what the BFF is asked for. */
export type Choice = {
  /** Empty where nothing is searched for. */
  readonly q: string;
  readonly category: string | null;
  /** Null is what comes by itself: by relevance in a search, else by name. */
  readonly sort: Sort | null;
  /** In minor units, like `priceTo`. */
  readonly priceFrom: number | null;
  readonly priceTo: number | null;
  readonly inStock: boolean;
  /** `name=value` */
  readonly facets: readonly string[];
};

export const EVERYTHING: Choice = {
  q: '',
  category: null,
  sort: null,
  priceFrom: null,
  priceTo: null,
  inStock: false,
  facets: [],
};

/** In the order in which they are offered. */
export const SORTS: readonly { readonly sort: Sort; readonly label: string }[] = [
  { sort: 'relevance', label: 'Best match' },
  { sort: 'name', label: 'Name' },
  { sort: 'price', label: 'Price, lowest first' },
  { sort: '-price', label: 'Price, highest first' },
  { sort: 'newest', label: 'Newest' },
];

/** What comes when nothing is said. */
export const usualSort = ({ q }: Pick<Choice, 'q'>): Sort => (q === '' ? 'name' : 'relevance');

export const LONGEST_QUESTION = 200;
const HIGHEST_PRICE = 1_000_000_000_000;
const MOST_FACETS = 20;
const FACET = /^[^=]{1,40}=.{1,80}$/s;

/** Reads an address. What makes no sense in it is left out: an old link still leads somewhere. */
export const choiceFrom = (params: URLSearchParams): Choice => {
  const q = (params.get('q') ?? '').trim().slice(0, LONGEST_QUESTION);
  const asked = SORTS.find(({ sort }) => sort === params.get('sort'))?.sort ?? null;
  const pointless = asked === usualSort({ q }) || (asked === 'relevance' && q === '');
  return {
    q,
    category: categorySlug(params.get('category')),
    sort: pointless ? null : asked,
    priceFrom: price(params.get('priceFrom')),
    priceTo: price(params.get('priceTo')),
    inStock: params.get('inStock') === 'true',
    facets: [...new Set(params.getAll('facet').filter((facet) => FACET.test(facet)))].slice(0, MOST_FACETS),
  };
};

/** Null for what no category can be called. */
export const categorySlug = (text: string | null): string | null =>
  text !== null && text.length <= 80 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? text : null;

const price = (text: string | null): number | null => {
  const minor = text !== null && /^\d{1,13}$/.test(text) ? Number(text) : null;
  return minor !== null && minor <= HIGHEST_PRICE ? minor : null;
};

/** Always in the same order, so that the same choice is the same address, and the same answer in a cache. */
export const paramsOf = (choice: Choice): URLSearchParams => {
  const params = new URLSearchParams();
  if (choice.q !== '') params.set('q', choice.q);
  if (choice.category !== null) params.set('category', choice.category);
  if (choice.sort !== null) params.set('sort', choice.sort);
  if (choice.priceFrom !== null) params.set('priceFrom', String(choice.priceFrom));
  if (choice.priceTo !== null) params.set('priceTo', String(choice.priceTo));
  if (choice.inStock) params.set('inStock', 'true');
  for (const facet of [...choice.facets].sort()) params.append('facet', facet);
  return params;
};

/** The page that shows it. */
export const addressOf = (choice: Choice): string => {
  const withParams = (path: string, params: URLSearchParams) =>
    params.size === 0 ? path : `${path}?${params}`;
  if (choice.q !== '') return withParams('/search', paramsOf(choice));
  if (choice.category === null) return withParams('/', paramsOf(choice));
  return withParams(
    `/categories/${encodeURIComponent(choice.category)}`,
    paramsOf({ ...choice, category: null }),
  );
};

/** With the facet when it wasn't chosen, without it when it was. */
export const withFacetTurned = (choice: Choice, facet: string): Choice => ({
  ...choice,
  facets: choice.facets.includes(facet)
    ? choice.facets.filter((one) => one !== facet)
    : [...choice.facets, facet].slice(0, MOST_FACETS),
});

/** The same question without what narrowed it down. Of a category's own page the category is the question. */
export const withoutFilters = (choice: Choice): Choice => ({
  ...EVERYTHING,
  q: choice.q,
  category: choice.q === '' ? choice.category : null,
  sort: choice.sort,
});

export const isNarrowed = (choice: Choice): boolean =>
  addressOf(choice) !== addressOf(withoutFilters(choice));
