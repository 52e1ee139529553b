import { MATERIALS, productAt } from './catalogue.ts';
import { below, numbers, oneOf, ranked } from './random.ts';
import { WORDS, withoutAccents, withTypo, wordAt } from './vocabulary.ts';

/** Paths of requests, with their queries: the same ones for the same catalogue, whenever it is measured. */
const HOW_MANY = 2_000;

const repeat = <Made>(seed: number, make: (random: () => number) => Made): Made[] => {
  const random = numbers(seed);
  return Array.from({ length: HOW_MANY }, () => make(random));
};

const path = (place: string, query: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as [string, string]],
  );
  return `/v1/products${place}?${new URLSearchParams(given)}`;
};

export const SORTS = ['name', 'price', '-price', 'newest'] as const;
export const PAGE = 24;

export const listPath = (category: string, sort: string, cursor?: string, limit = PAGE): string =>
  path('', { category, sort, limit: String(limit), cursor });

/** Pages of products from all over a catalogue of so many. */
export const productPaths = (products: number): string[] =>
  repeat(1, (random) => `/v1/products/${productAt(below(random, products)).slug}`);

/** Where words stand that are very common, middling and rare. */
const COMMONNESS = [
  [0, 50],
  [200, 3_000],
  [3_000, WORDS],
] as const;

const someWord = (random: () => number): string => {
  const [from, to] = oneOf(random, COMMONNESS);
  return withoutAccents(wordAt(from + below(random, to - from)));
};

/** One to three words, of which one has a typo. */
const question = (random: () => number): string => {
  const words = Array.from({ length: 1 + below(random, 3) }, () => someWord(random));
  const wrong = below(random, words.length);
  return words.map((word, index) => (index === wrong ? withTypo(random, word) : word)).join(' ');
};

const SEARCH_FILTERS: readonly ((
  random: () => number,
  categories: readonly string[],
) => Readonly<Record<string, string>>)[] = [
  (random, categories) => ({ category: oneOf(random, categories) }),
  (random) => ({ facet: `material=${oneOf(random, MATERIALS)}` }),
  () => ({ inStock: 'true' }),
  (random) => ({
    inStock: 'true',
    facet: `material=${oneOf(random, MATERIALS)}`,
    priceFrom: '500',
    priceTo: '20000',
  }),
];

export const searchPaths = (): string[] => repeat(2, (random) => path('/search', { q: question(random) }));

/** With one to four filters each. `categories` are slugs. */
export const filteredSearchPaths = (categories: readonly string[]): string[] =>
  repeat(5, (random) =>
    path('/search', { q: question(random), ...oneOf(random, SEARCH_FILTERS)(random, categories) }),
  );

const LONGEST_PREFIX = 8;

/** The first one to eight letters of a word as words are used, after a whole one in a quarter of them. */
export const suggestionPaths = (): string[] =>
  repeat(3, (random) => {
    const beginning = withoutAccents(wordAt(ranked(random, WORDS))).slice(
      0,
      1 + below(random, LONGEST_PREFIX),
    );
    const q = random() < 0.25 ? `${someWord(random)} ${beginning}` : beginning;
    return path('/suggestions', { q });
  });
