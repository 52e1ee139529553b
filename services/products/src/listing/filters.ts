import type { ListQuery } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import type { Place } from './category-store.ts';

/** Words that a listing has to have. */
export type Words = {
  /** A tsquery. */
  readonly query: string;
  /** How many listings are likely to have them. */
  readonly likely: number;
};

/** What listings have to be like. */
export type Filters = {
  readonly words: Words | null;
  readonly place: Place | null;
  readonly price: { readonly from: number; readonly to: number } | null;
  readonly inStock: boolean;
  /** By name the values of which a listing has to have one, as `name=value`. */
  readonly facets: ReadonlyMap<string, readonly string[]>;
};

type Asked = Static<typeof ListQuery>;

export const filtersOf = (
  query: Pick<Asked, 'priceFrom' | 'priceTo' | 'inStock' | 'facet'>,
  { words, place }: Pick<Filters, 'words' | 'place'>,
): Filters => ({
  words,
  place,
  price:
    query.priceFrom === undefined && query.priceTo === undefined
      ? null
      : { from: query.priceFrom ?? 0, to: query.priceTo ?? Number.MAX_SAFE_INTEGER },
  inStock: query.inStock ?? false,
  facets: byName((query.facet ?? []).map(storable)),
});

const byName = (facets: readonly string[]): Map<string, string[]> => {
  const grouped = new Map<string, string[]>();
  for (const facet of new Set(facets)) {
    const name = facet.slice(0, facet.indexOf('='));
    grouped.set(name, [...(grouped.get(name) ?? []), facet]);
  }
  return grouped;
};

/** What PostgreSQL takes as text: neither NUL nor halves of characters. None of it is in a listing either. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** A filter by itself. `name` is unlike all others. */
export type Condition = {
  readonly name: string;
  /** The attribute or option that it is about. */
  readonly facet?: string;
  /** Whether the index of words knows it too, so that what fails it is not looked at. */
  readonly indexed: boolean;
  /** In SQL, with `parameter` telling how a value is written. */
  readonly sql: (parameter: (value: unknown) => string) => string;
};

export const PLACE = 'place';
export const PRICE = 'price';
export const STOCK = 'stock';

/** What the words ask for is not among them: they are never left out. */
export const conditionsOf = ({ place, price, inStock, facets }: Filters): Condition[] => [
  ...(place === null ? [] : [{ name: PLACE, indexed: true, sql: within(place) }]),
  ...(price === null
    ? []
    : [
        {
          name: PRICE,
          indexed: false,
          sql: (parameter: (value: unknown) => string) =>
            `price_minor BETWEEN ${parameter(price.from)}::bigint AND ${parameter(price.to)}::bigint`,
        },
      ]),
  ...(inStock ? [{ name: STOCK, indexed: false, sql: () => 'in_stock' }] : []),
  ...[...facets].map(([name, values]) => ({
    name: `facet ${name}`,
    facet: name,
    indexed: true,
    sql: (parameter: (value: unknown) => string) => `facets && ${parameter(values)}::text[]`,
  })),
];

/** One by one: the index of words can be asked for one category at a time, not for any of several. */
const within = (place: Place) => (parameter: (value: unknown) => string) =>
  place.isDepartment
    ? `department_id = ${parameter(place.below[0])}::uuid`
    : `(${place.below.map((id) => `category_id = ${parameter(id)}::uuid`).join(' OR ')})`;
