import { newId } from '@fondaco/chassis/service';
import type { TestDatabase } from '@fondaco/chassis/testing';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import pg from 'pg';
import { newRow } from '../../../chassis/messaging/new-row.ts';
import { insertRows } from '../../../chassis/messaging/outbox-store.ts';
import { findSnapshotsOf } from '../../../services/products/src/product/snapshot-store.ts';
import { rawQueryable } from './raw-queryable.ts';

/** What an import writes of new products, with the types of the columns. What the database makes itself is left to it. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  variant: {
    sku: 'text',
    product_id: 'uuid',
    price_minor: 'bigint',
    currency: 'text',
    options: 'jsonb',
    position: 'int',
  },
  product: {
    product_id: 'uuid',
    slug: 'text',
    name: 'text',
    description: 'text',
    category_id: 'uuid',
    attributes: 'jsonb',
    status: 'text',
  },
  stock: { sku: 'text' },
  stock_movement: {
    sku: 'text',
    on_hand_delta: 'bigint',
    reserved_delta: 'bigint',
    reason: 'text',
    reference: 'uuid',
  },
  listing: {
    product_id: 'uuid',
    category_id: 'uuid',
    department_id: 'uuid',
    sort_name: 'text',
    price_minor: 'bigint',
    published_at: 'timestamptz',
    in_stock: 'boolean',
    facets: 'text[]',
    words: 'tsvector',
  },
};
const ORDER: Readonly<Record<string, string>> = { product: 'product_id', listing: 'product_id' };

const ROWS_AT_ONCE = 1_000;

export type RawRows = { readonly rows: number; readonly seconds: number };

/** What `createRawRows` makes: one that follows a shop. */
export type RawWriter = {
  /**
   * Writes what the shop has got since the last time, and answers what that took: the reading of it does not count.
   * Until `ended` the newest product is left for the next time: there may be more variants of it to come.
   */
  catchUp(ended: boolean): Promise<RawRows>;
  close(): Promise<void>;
};

/**
 * The raw limit of an import: every row that the shop's database has of its products, written once more by plain
 * inserts of `pg` into a database that is empty but for the categories, so many variants a transaction as the shop
 * takes, in the same order. What is read and made ready for it takes no time.
 */
export const createRawRows = async (
  from: TestDatabase,
  to: TestDatabase,
  catalogue: { readonly products: number; readonly rows: number },
): Promise<RawWriter> => {
  const source = new pg.Client(from.url);
  const target = new pg.Client(to.url);
  await Promise.all([source.connect(), target.connect()]);
  const known = new Set<string>();
  const atOnce = Math.round((ROWS_AT_ONCE * catalogue.products) / catalogue.rows);
  let after = FIRST;
  return {
    catchUp: async (ended) => {
      await copyCategories(source, target);
      let [rows, seconds] = [0, 0];
      for (;;) {
        const batch = await readBatch(source, { after, products: atOnce, all: ended }, known);
        if (batch === null) return { rows, seconds };
        const began = performance.now();
        await write(target, batch);
        seconds += (performance.now() - began) / 1_000;
        rows += batch.rows;
        after = batch.last;
      }
    },
    close: async () => void (await Promise.all([source.end(), target.end()])),
  };
};

const FIRST = '00000000-0000-0000-0000-000000000000';

type Insert = {
  readonly name: string;
  readonly text: string;
  readonly values: readonly (readonly (string | null)[])[];
};

type Batch = {
  readonly rows: number;
  readonly last: string;
  readonly inserts: readonly Insert[];
  readonly events: Parameters<typeof insertRows>[1];
};

const readBatch = async (
  source: pg.Client,
  { after, products, all }: { readonly after: string; readonly products: number; readonly all: boolean },
  known: Set<string>,
): Promise<Batch | null> => {
  const { rows: found } = await source.query<{ id: string }>(
    `select product_id as id from product
     where product_id > $1 and ($3 or product_id < (select product_id from product order by product_id desc limit 1))
     order by product_id limit $2`,
    [after, products, all],
  );
  const ids = found.map(({ id }) => id);
  const last = ids.at(-1);
  if (last === undefined) return null;
  const inserts: Insert[] = [];
  for (const [table, columns] of Object.entries(TABLES))
    inserts.push(insertOf(table, columns, await columnsOf(source, table, columns, ids)));
  const { rows: used } = await source.query<{ word: string }>(
    `select distinct word from listing cross join unnest(words) join search_word on word = lexeme
     where product_id = any ($1::uuid[]) order by word`,
    [ids],
  );
  const words = used.map(({ word }) => word).filter((word) => !known.has(word));
  for (const word of words) known.add(word);
  if (words.length > 0) inserts.push(insertOf('search_word', { word: 'text' }, [words]));
  const now = new Date();
  const snapshots = await findSnapshotsOf(rawQueryable(source), ids);
  const events = snapshots.map((snapshot) =>
    newRow(ProductSnapshotV1, snapshot, { service: 'products', id: newId(), now }),
  );
  return {
    rows: inserts.find(({ name }) => name === 'raw-stock')?.values[0]?.length ?? 0,
    last,
    inserts,
    events,
  };
};

/** Of a table what belongs to the products, column by column, as text. */
const columnsOf = async (
  source: pg.Client,
  table: string,
  columns: Readonly<Record<string, string>>,
  ids: readonly string[],
): Promise<(string | null)[][]> => {
  const names = Object.keys(columns);
  const own = 'product_id' in columns ? 'product_id = any ($1::uuid[])' : OF_PRODUCTS;
  const { rows } = await source.query<(string | null)[]>({
    text: `select ${names.map((name) => `${name}::text`).join(', ')} from ${table} where ${own} order by ${ORDER[table] ?? 'sku'}`,
    values: [ids],
    rowMode: 'array',
  });
  return names.map((_, index) => rows.map((row) => row[index] ?? null));
};

const OF_PRODUCTS = 'sku in (select sku from variant where product_id = any ($1::uuid[]))';

const insertOf = (
  table: string,
  columns: Readonly<Record<string, string>>,
  values: Insert['values'],
): Insert => {
  const names = Object.keys(columns);
  const typed = Object.entries(columns).map(([name, type]) => `${name}::${type}`);
  const parameters = names.map((_, index) => `$${index + 1}::text[]`);
  return {
    name: `raw-${table}`,
    text: `insert into ${table} (${names.join(', ')}) select ${typed.join(', ')} from unnest(${parameters.join(', ')}) as row (${names.join(', ')})`,
    values,
  };
};

const write = async (target: pg.Client, { inserts, events }: Batch): Promise<void> => {
  await target.query('begin');
  for (const { name, text, values } of inserts) await target.query({ name, text, values: [...values] });
  await insertRows(rawQueryable(target), events);
  await target.query('commit');
};

const copyCategories = async (source: pg.Client, target: pg.Client): Promise<void> => {
  const { rows } = await source.query<{ all: string }>(
    'select coalesce(json_agg(category), $1)::text as all from category',
    ['[]'],
  );
  await target.query('begin');
  await target.query(
    'insert into category select * from json_populate_recordset(null::category, $1) on conflict do nothing',
    [rows[0]?.all],
  );
  await target.query('commit');
};
