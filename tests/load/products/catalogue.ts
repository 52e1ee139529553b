import { slugOf } from '../../../services/products/src/product/slug.ts';
import { below, numbers, oneOf, ranked } from './random.ts';
import { WORDS, wordAt } from './vocabulary.ts';

const DEPARTMENTS = 10;
const SHELVES = 7;
/** Words of categories are used in names too, but not the most common ones. */
const FIRST_CATEGORY_WORD = 400;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const categoryName = (index: number): string => capital(wordAt(FIRST_CATEGORY_WORD + index));

/** Where products stand, as the names from the top down: ten departments, of seven categories, of seven each. */
export const categoryPaths = (): string[][] => {
  let named = 0;
  const next = (): string => categoryName(named++);
  return Array.from({ length: DEPARTMENTS }, next).flatMap((department) =>
    Array.from({ length: SHELVES }, next).flatMap((middle) => [
      [department, middle],
      ...Array.from({ length: SHELVES }, () => [department, middle, next()]),
    ]),
  );
};

const PATHS = categoryPaths();
export const MATERIALS = ['oak', 'steel', 'glass', 'cotton', 'wool', 'paper', 'clay', 'brass'];
const COLOURS = ['red', 'blue', 'green', 'white', 'black', 'grey', 'yellow', 'pink', 'brown', 'natural'];
const SIZES = ['S', 'M', 'L', 'XL'];
const BRANDS = 300;

export type MadeVariant = {
  readonly sku: string;
  /** Minor units. */
  readonly price: number;
  readonly stock: number;
  readonly size: string;
};

export type MadeProduct = {
  readonly slug: string;
  readonly name: string;
  readonly category: readonly string[];
  readonly description: string;
  readonly material: string;
  readonly colour: string;
  readonly brand: string;
  readonly model: string;
  readonly variants: readonly MadeVariant[];
};

/** The product of this number, the same one whenever it is asked for. One in ten has two to four variants. */
export const productAt = (number: number): MadeProduct => {
  const random = numbers(number + 1);
  const words = (count: number): string[] =>
    Array.from({ length: count }, () => wordAt(ranked(random, WORDS)));
  const name = words(3 + below(random, 4))
    .map(capital)
    .join(' ');
  const code = `B${String(number).padStart(7, '0')}`;
  const price = Math.ceil(100 * Math.exp(random() * 6));
  const sizes = random() < 0.1 ? SIZES.slice(0, 2 + below(random, 3)) : [''];
  const stock = (): number => (random() < 0.15 ? 0 : 1 + below(random, 100));
  return {
    slug: slugOf(name, code),
    name,
    category: PATHS[Math.floor(random() ** 2 * PATHS.length)] ?? [],
    description: `${capital(words(8).join(' '))}, ${words(12).join(' ')}.`,
    material: oneOf(random, MATERIALS),
    colour: oneOf(random, COLOURS),
    brand: capital(wordAt(1_000 + ranked(random, BRANDS))),
    model: `${wordAt(below(random, WORDS))}-${1 + below(random, 900)}`,
    variants: sizes.map((size, index) => ({
      sku: size === '' ? code : `${code}-${size}`,
      price: price + index * 50,
      stock: stock(),
      size,
    })),
  };
};
