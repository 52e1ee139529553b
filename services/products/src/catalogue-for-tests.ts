import type { Database, Queryable } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { writeListings } from './listing/listing-store.ts';

/** Numbers from 0 to 1, the same ones whenever it is run: what is measured or planned today is so tomorrow. */
const numbers = (seed: number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const CONSONANTS = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'z', 'st', 'br'];
const VOWELS = ['a', 'e', 'i', 'o', 'u', 'ai', 'or', 'en'];
const WORDS = 30_000;

/** The word that stands at `rank` when words are ordered by how often they are used: pronounceable, no two alike. */
export const wordAt = (rank: number): string => {
  let rest = ((rank + 1) * 7_919) % 2_097_152;
  let word = '';
  for (let syllable = 0; syllable < 3; syllable++) {
    word += `${CONSONANTS[rest % 16]}${VOWELS[Math.floor(rest / 16) % 8]}`;
    rest = Math.floor(rest / 128);
  }
  return word;
};

/** As words and categories are used: the first as often as the second and third together, and so on. */
const ranked = (random: () => number, count: number): number =>
  Math.floor(Math.exp(random() * Math.log(count + 1))) - 1;

const MATERIALS = ['oak', 'steel', 'glass', 'cotton', 'wool', 'paper', 'clay', 'brass'];
const COLOURS = ['red', 'blue', 'green', 'white', 'black', 'grey', 'yellow', 'pink'];
const SIZES = ['S', 'M', 'L'];

export type FilledCategories = {
  readonly departments: string[];
  readonly middle: string[];
  readonly leaves: string[];
};

/** Ten departments of seven categories of seven each. Slugs are `d1`, `d1-c2`, `d1-c2-s3`. */
export const fillCategories = async (db: Queryable): Promise<FilledCategories> => {
  const rows: { id: string; parent: string | null; slug: string; name: string; department: string }[] = [];
  const filled: FilledCategories = { departments: [], middle: [], leaves: [] };
  const add = (parent: string | null, department: string | null, slug: string, list: string[]): string => {
    const id = newId();
    rows.push({ id, parent, slug, name: `Shelf ${wordAt(rows.length + 400)}`, department: department ?? id });
    list.push(id);
    return id;
  };
  for (let d = 1; d <= 10; d++) {
    const department = add(null, null, `d${d}`, filled.departments);
    for (let c = 1; c <= 7; c++) {
      const category = add(department, department, `d${d}-c${c}`, filled.middle);
      for (let s = 1; s <= 7; s++) add(category, department, `d${d}-c${c}-s${s}`, filled.leaves);
    }
  }
  await db.query({
    name: 'fill-categories',
    text: `
      INSERT INTO category (category_id, parent_id, slug, name, department_id)
      SELECT id, parent, slug, name, department
      FROM jsonb_to_recordset($1) AS row (id uuid, parent uuid, slug text, name text, department uuid)`,
    values: [JSON.stringify(rows)],
  });
  return filled;
};

/** Adds `count` products with variants, stock and listings; `first` is the number of the first of them. */
export const fillProducts = async (
  db: Database,
  categories: FilledCategories,
  { first, count }: { readonly first: number; readonly count: number },
): Promise<void> => {
  const random = numbers(first + 1);
  const words = (many: number) => Array.from({ length: many }, () => wordAt(ranked(random, WORDS))).join(' ');
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)];
  const shelves = [...categories.leaves, ...categories.middle];
  const products = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    slug: `product-${first + index}`,
    name: words(4),
    description: words(25),
    category: shelves[ranked(random, shelves.length)],
    attributes: { material: one(MATERIALS), colour: one(COLOURS), brand: wordAt(1000 + ranked(random, 200)) },
    days: Math.floor(random() * 1000 * 86_400) / 86_400,
    price: Math.floor(100 * Math.exp(random() * 6)),
    variants: 1 + Math.floor(random() ** 3 * 4),
    onHand: random() < 0.15 ? 0 : Math.floor(random() * 100) + 1,
  }));
  const variants = products.flatMap(({ id, price, variants, onHand }, index) =>
    Array.from({ length: variants }, (_, position) => ({
      sku: `P${first + index}-${position}`,
      product: id,
      price: price + position * 50,
      options: variants === 1 ? {} : { size: SIZES[position % 3] },
      position,
      onHand,
    })),
  );
  await db.transaction(async (tx) => {
    for (const [name, text, rows] of [
      ['fill-products', INSERT_PRODUCTS, products],
      ['fill-variants', INSERT_VARIANTS, variants],
      ['fill-stock', INSERT_STOCK, variants],
      ['fill-movements', INSERT_MOVEMENTS, variants],
    ] as const) {
      await tx.query({ name, text, values: [JSON.stringify(rows)] });
    }
    await writeListings(
      tx,
      products.map(({ id }) => id),
      { fresh: true },
    );
  });
};

const INSERT_PRODUCTS = `
  INSERT INTO product (product_id, slug, name, description, category_id, attributes, published_at)
  SELECT id, slug, name, description, category, attributes, timestamptz '2026-11-01' - days * interval '1 day'
  FROM jsonb_to_recordset($1) AS row
    (id uuid, slug text, name text, description text, category uuid, attributes jsonb, days float8)`;
const INSERT_VARIANTS = `
  INSERT INTO variant (sku, product_id, price_minor, currency, options, position)
  SELECT sku, product, price, 'GBP', options, position
  FROM jsonb_to_recordset($1) AS row (sku text, product uuid, price bigint, options jsonb, position int)`;
const INSERT_STOCK = 'INSERT INTO stock (sku) SELECT sku FROM jsonb_to_recordset($1) AS row (sku text)';
const INSERT_MOVEMENTS = `
  INSERT INTO stock_movement (sku, on_hand_delta, reserved_delta, reason, reference)
  SELECT sku, "onHand", 0, 'import', product
  FROM jsonb_to_recordset($1) AS row (sku text, "onHand" bigint, product uuid) WHERE "onHand" > 0`;
