import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach } from 'node:test';
import type { Transaction } from '@fondaco/chassis/postgres';
import {
  silentLog,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testKafka,
} from '@fondaco/chassis/testing';
import type { ProductCopyRebuild } from '@fondaco/contracts/http/product-copy';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { product, rows } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { rebuildProductCopy } from './rebuild-product-copy.ts';
import { findRebuild, requestRebuild } from './rebuild-store.ts';

const TOPIC = 'products.product';
/** A group's first join alone can take seconds on a busy machine. */
export const PATIENCE = { within: 30_000 };
export const never = new AbortController().signal;

/** So many products of one SKU each: `SKU-0`, `SKU-1` … */
export const some = (count: number): ProductSnapshot[] =>
  Array.from({ length: count }, (_, n) => product(`SKU-${n}`, 100 + n));

/** For a `describe`: an empty copy and an empty topic for each of its tests, and what they do to them. */
export const copyAndTopic = () => {
  let database: TestDatabase;
  let kafka: TestKafka;
  /** What the topic says last of each product. */
  const catalogue = new Map<string, ProductSnapshot>();

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
  });
  after(() => database?.close());
  beforeEach(async () => {
    kafka = await testKafka([TOPIC, 'products.reservation', 'payments.payment', 'orders.order']);
    catalogue.clear();
  });
  afterEach(async () => {
    await kafka?.close();
    for (const table of ['product_copy_variant', 'product_copy', 'product_copy_rebuild']) {
      await rows(database.db, `delete from ${table}`);
    }
  });

  const publish = async (...snapshots: ProductSnapshot[]): Promise<void> => {
    for (const value of snapshots) {
      catalogue.set(value.productId, value);
      await produce(value.productId, value);
    }
  };
  const produce = (key: string, value: unknown, headers: Record<string, string> = eventHeaders()) =>
    kafka.produce(TOPIC, { key, value, headers });
  const eventHeaders = () => ({ ce_id: randomUUID(), ce_type: 'products.product.snapshot.v1' });
  const apply = (...snapshots: ProductSnapshot[]) =>
    database.db.transaction((tx) => applySnapshots(tx, snapshots));
  const rebuilder = (options: { owner?: string } = {}) =>
    rebuildProductCopy({ db: database.db, kafka: kafka.kafka, owner: 'test', log: silentLog(), ...options });
  const rebuild = async (): Promise<ProductCopyRebuild> => {
    await requestRebuild(database.db, randomUUID());
    await rebuilder()(never);
    return last();
  };
  const last = async (): Promise<ProductCopyRebuild> => {
    const found = await findRebuild(database.db);
    assert.ok(found);
    return found;
  };
  /** Keeps everybody from changing the copy of the product until it is released. */
  const hold = async (
    { productId }: ProductSnapshot,
    change: (tx: Transaction) => Promise<unknown> = async () => undefined,
  ) => {
    const [holding, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done = database.db.transaction(async (tx) => {
      await rows(tx, 'select from product_copy where product_id = $1 for update', productId);
      await change(tx);
      holding.resolve();
      await released.promise;
    });
    await holding.promise;
    return {
      release: async () => {
        released.resolve();
        await done;
      },
    };
  };
  const waitingForLocks = () =>
    rows(
      database.db,
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
  const copy = async () =>
    new Map(
      (
        await rows<{ product_id: string; version: number; name: string; active: boolean; variants: unknown }>(
          database.db,
          `select product_id, version, name, active, (
             select jsonb_agg(jsonb_build_array(sku, price_minor, currency, scheduled) order by sku)
             from product_copy_variant as variant where variant.product_id = copy.product_id) as variants
           from product_copy as copy`,
        )
      ).map(({ product_id, ...rest }) => [product_id, rest]),
    );
  const wanted = () =>
    new Map(
      [...catalogue].map(([id, { version, name, status, variants }]) => [
        id,
        {
          version,
          name,
          active: status === 'active',
          variants: variants
            .toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
            .map(({ sku, price, scheduled }) => [sku, price.amountMinor, price.currency, scheduled ?? null]),
        },
      ]),
    );
  const assertEqualToTopic = async () => assert.deepEqual(sorted(await copy()), sorted(wanted()));
  const sorted = <Value>(map: Map<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

  return {
    database: () => database,
    kafka: () => kafka,
    catalogue,
    publish,
    produce,
    apply,
    rebuilder,
    rebuild,
    last,
    hold,
    waitingForLocks,
    copy,
    assertEqualToTopic,
  };
};
