import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { eventually, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import fc from 'fast-check';
import { applySnapshots, findOffers } from './product-copy-store.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

describe('the copy of the catalogue', () => {
  let database: TestDatabase;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
  });
  after(() => database?.close());

  const apply = (...snapshots: ProductSnapshot[]) =>
    database.db.transaction((tx) => applySnapshots(tx, snapshots));
  const pricesOf = async (...skus: string[]) => {
    const offers = await findOffers(
      database.db,
      skus.map((sku) => ({ sku })),
    );
    return Object.fromEntries(offers.map((offer) => [offer.sku, offer.unitPrice.amountMinor]));
  };
  /** Version by version what a product is, with SKUs that no other test has. */
  const productWith = () => {
    const productId = randomUUID();
    const sku = (name: string) => `${name}-${productId.slice(0, 8)}`.toUpperCase();
    const at = (
      version: number,
      prices: Record<string, number>,
      status: ProductSnapshot['status'] = 'active',
    ): ProductSnapshot => ({
      productId,
      version,
      slug: 'a-product',
      name: `Version ${version}`,
      status,
      variants: Object.entries(prices).map(([name, price]) => ({ sku: sku(name), price: gbp(price) })),
    });
    return { sku, at };
  };

  test('sells the variants of a snapshot under their product’s name', async () => {
    const { sku, at } = productWith();
    await apply(at(1, { red: 100, blue: 200 }));
    assert.deepEqual(await findOffers(database.db, [{ sku: sku('red') }, { sku: 'UNHEARD-OF' }]), [
      { sku: sku('red'), name: 'Version 1', unitPrice: gbp(100) },
    ]);
  });

  test('takes a newer version over, and forgets what it no longer has', async () => {
    const { sku, at } = productWith();
    await apply(at(1, { red: 100, blue: 200 }));
    await apply(at(2, { red: 110, green: 300 }));
    assert.deepEqual(await pricesOf(sku('red'), sku('blue'), sku('green')), {
      [sku('red')]: 110,
      [sku('green')]: 300,
    });
  });

  test('ignores an older version and the same one', async () => {
    const { sku, at } = productWith();
    await apply(at(5, { red: 500 }));
    await apply(at(4, { red: 400, blue: 400 }));
    await apply(at(5, { red: 555 }));
    assert.deepEqual(await pricesOf(sku('red'), sku('blue')), { [sku('red')]: 500 });
  });

  test('remembers that a product has nothing to sell, and which version said so', async () => {
    const { sku, at } = productWith();
    await apply(at(2, {}));
    await apply(at(1, { red: 100 }));
    assert.deepEqual(await pricesOf(sku('red')), {});
  });

  test('does not sell an archived product until it comes back', async () => {
    const { sku, at } = productWith();
    await apply(at(1, { red: 100 }));
    await apply(at(2, { red: 100 }, 'archived'));
    assert.deepEqual(await pricesOf(sku('red')), {});
    await apply(at(3, { red: 100 }));
    assert.deepEqual(await pricesOf(sku('red')), { [sku('red')]: 100 });
  });

  test('sells at the last scheduled price that has come, until a newer version has none', async () => {
    const { sku, at } = productWith();
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const scheduled = [
      { price: gbp(90), startsAt: inHours(-2) },
      { price: gbp(80), startsAt: inHours(-1) },
      { price: gbp(70), startsAt: inHours(1) },
    ];
    const snapshot = at(1, { red: 100, blue: 200 });
    await apply({
      ...snapshot,
      variants: snapshot.variants.map((variant) =>
        variant.sku === sku('red') ? { ...variant, scheduled } : { ...variant, scheduled: [] },
      ),
    });
    assert.deepEqual(await pricesOf(sku('red'), sku('blue')), { [sku('red')]: 80, [sku('blue')]: 200 });
    await apply(at(2, { red: 100, blue: 200 }));
    assert.deepEqual(await pricesOf(sku('red')), { [sku('red')]: 100 });
  });

  test('changes a price at its time by itself', async () => {
    const { sku, at } = productWith();
    const snapshot = at(1, { red: 100 });
    const startsAt = new Date(Date.now() + 1_000).toISOString();
    const scheduled = [{ price: gbp(50), startsAt }];
    await apply({ ...snapshot, variants: snapshot.variants.map((variant) => ({ ...variant, scheduled })) });
    assert.deepEqual(await pricesOf(sku('red')), { [sku('red')]: 100 });
    await eventually(async () => assert.deepEqual(await pricesOf(sku('red')), { [sku('red')]: 50 }));
  });

  test('sells a SKU that moves to another product, whichever product’s news come first', async () => {
    const [from, to] = [productWith(), productWith()];
    const moved = (version: number, price: number): ProductSnapshot => ({
      ...to.at(version, {}),
      variants: [{ sku: from.sku('red'), price: gbp(price) }],
    });
    await apply(moved(1, 200));
    await apply(from.at(1, { red: 100 }));
    await apply(from.at(2, {}));
    assert.deepEqual(await pricesOf(from.sku('red')), { [from.sku('red')]: 200 });
  });

  test('is the newest snapshot, in whatever order, how often and at once with what others they come', async () => {
    const versions = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(versions, async (arrivals) => {
        const { sku, at } = productWith();
        const snapshot = (version: number) => at(version, { red: version, [`only-${version}`]: version });
        await Promise.all(arrivals.map((version) => apply(snapshot(version))));
        const newest = Math.max(...arrivals);
        const all = ['red', ...arrivals.map((version) => `only-${version}`)].map(sku);
        assert.deepEqual(await pricesOf(...all), { [sku('red')]: newest, [sku(`only-${newest}`)]: newest });
      }),
      { numRuns: 30 },
    );
  });

  test('takes many products at once from several sides without getting stuck', async () => {
    const products = Array.from({ length: 50 }, () => productWith());
    const snapshots = (version: number) => products.map(({ at }) => at(version, { red: version }));
    await Promise.all([apply(...snapshots(1)), apply(...snapshots(2).toReversed()), apply(...snapshots(3))]);
    const prices = await pricesOf(...products.map(({ sku }) => sku('red')));
    assert.deepEqual(new Set(Object.values(prices)), new Set([3]));
  });
});
