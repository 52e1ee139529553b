import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '@fondaco/chassis/service';
import { eventually } from '@fondaco/chassis/testing';
import { announceProducts } from '../announce-products.ts';
import { EDITOR_ID, type Editing, editing, gbp } from '../editing-for-tests.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { applyPrices } from './apply-prices.ts';

let products: ProductsUnderTest;
let staff: Editing;
before(async () => {
  products = await startProducts();
  staff = await editing(products);
});
after(() => products.stop());

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const LATER = new Date(Date.now() + 2 * 86_400_000).toISOString();

let last = 0;
const newSku = () => `S-${++last}`;
const sell = (...skus: string[]) =>
  staff.sell({ name: `Scheduled ${skus[0]}`, variants: skus.map((sku) => ({ sku, price: gbp(500) })) });
const schedule = (productId: string, sku: string, amountMinor: number, startsAt = TOMORROW) =>
  staff.call('POST', `/v1/products/${productId}/scheduled-prices`, {
    sku,
    price: gbp(amountMinor),
    startsAt,
  });
const withdraw = (productId: string, scheduleId: string) =>
  staff.call('DELETE', `/v1/products/${productId}/scheduled-prices/${scheduleId}`);
const apply = async () => {
  const { db } = products;
  // What a service without a broker has no relay for is appended all the same.
  const appended = new Map<unknown, unknown[]>();
  const announce: ReturnType<typeof announceProducts> = announceProducts({
    appendAll: async (tx, _, data) => void appended.set(tx, [...data]),
  });
  await applyPrices({ db, announce })();
  return [...appended.values()].flat() as { productId: string; version: number; variants: unknown[] }[];
};
/** As if its time had come. */
const makeDue = (scheduleId: string, secondsAgo = 1) =>
  products.db.query({
    name: 'make-due',
    text: `UPDATE scheduled_price SET starts_at = now() - make_interval(secs => $2) WHERE schedule_id = $1`,
    values: [scheduleId, secondsAgo],
  });

test('a price that is to be at a time is told of before it comes', async () => {
  const sku = newSku();
  const { productId } = await sell(sku);
  const later = await schedule(productId, sku.toLowerCase(), 450, LATER);
  assert.equal(later.status, 201);
  assert.equal(later.headers.etag, '"3"');
  assert.deepEqual(later.body, {
    scheduleId: later.body.scheduleId,
    sku,
    price: gbp(450),
    startsAt: LATER,
    madeBy: `user:${EDITOR_ID}`,
  });
  const sooner = await schedule(productId, sku, 400);
  const record = await staff.record(productId);
  assert.deepEqual(record.scheduledPrices, [sooner.body, later.body]);
  assert.equal(record.version, 4);
  const snapshot = (await staff.snapshots(productId)).at(-1);
  assert.equal(snapshot.version, 4);
  assert.deepEqual(snapshot.variants, [
    {
      sku,
      price: gbp(500),
      scheduled: [
        { price: gbp(400), startsAt: TOMORROW },
        { price: gbp(450), startsAt: LATER },
      ],
    },
  ]);
});

test('a price that cannot be scheduled is refused, and the product stays as it is', async () => {
  const [sku, retired] = [newSku(), newSku()];
  const { productId } = await sell(sku, retired);
  await staff.edit(productId, 2, { variants: [{ sku, price: gbp(500) }] });
  await schedule(productId, sku, 400);
  const url = `/v1/products/${productId}/scheduled-prices`;
  const good = { sku, price: gbp(400), startsAt: LATER };
  for (const [change, status, code] of [
    [{ startsAt: new Date().toISOString() }, 422, 'products/price-not-in-future'],
    [{ startsAt: '2016-12-31T23:59:60Z' }, 422, 'products/price-not-in-future'],
    [{ startsAt: 'tomorrow' }, 400, 'request/invalid'],
    [{ startsAt: TOMORROW }, 409, 'products/price-already-scheduled'],
    [{ sku: 'NOT-HERE' }, 422, 'products/unknown-sku'],
    [{ sku: retired }, 422, 'products/unknown-sku'],
    [{ price: gbp(0) }, 422, 'products/invalid-price'],
    [{ price: { amountMinor: 1, currency: 'ZZZ' } }, 422, 'products/invalid-price'],
  ] as const) {
    const answer = await staff.call('POST', url, { ...good, ...change });
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(change));
  }
  const gone = await schedule(newId(), sku, 1);
  assert.deepEqual([gone.status, gone.body.code], [404, 'products/not-found']);
  assert.equal((await staff.record(productId)).version, 4);
});

test('a scheduled price can be withdrawn until its time has come', async () => {
  const sku = newSku();
  const { productId } = await sell(sku);
  const { body } = await schedule(productId, sku, 400);
  for (const _ of ['once', 'again']) {
    assert.equal((await withdraw(productId, body.scheduleId)).status, 204);
    assert.equal((await staff.record(productId)).version, 4);
  }
  assert.deepEqual((await staff.snapshots(productId)).at(-1).variants, [{ sku, price: gbp(500) }]);
  assert.equal((await schedule(productId, sku, 410)).status, 201);

  const stranger = await sell(newSku());
  for (const [product, id] of [
    [productId, newId()],
    [stranger.productId, body.scheduleId],
  ] as const) {
    const unknown = await withdraw(product, id);
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'products/schedule-not-found']);
  }
});

test('a price whose time has come is the price: it is listed, kept among the changes and told of', async () => {
  const sku = newSku();
  const { productId } = await sell(sku);
  const { body } = await schedule(productId, sku, 400);
  assert.deepEqual(await apply(), []);
  await makeDue(body.scheduleId);
  assert.deepEqual(
    (await apply()).map(({ version, variants }) => [version, variants]),
    [[4, [{ sku, price: gbp(400) }]]],
  );
  assert.deepEqual(await apply(), []);

  const page = await products.call(null, 'GET', `/v1/products/${productId}`);
  assert.deepEqual(page.body.price, gbp(400));
  assert.equal((await staff.listing(productId))?.price_minor, 400);
  assert.deepEqual((await staff.record(productId)).scheduledPrices, []);
  const changes = await staff.call('GET', `/v1/products/${productId}/price-changes`);
  const [{ changedAt: _, ...change }] = changes.body.items;
  assert.deepEqual(change, {
    sku,
    from: gbp(500),
    to: gbp(400),
    cause: 'schedule',
    changedBy: `user:${EDITOR_ID}`,
  });
  const late = await withdraw(productId, body.scheduleId);
  assert.deepEqual([late.status, late.body.code], [409, 'products/price-already-applied']);
});

test('several prices that have come meanwhile follow one another, in one version', async () => {
  const [sku, other] = [newSku(), newSku()];
  const { productId } = await sell(sku, other);
  const ids = [];
  for (const [n, [of, amount]] of (
    [
      [sku, 400],
      [sku, 300],
      [other, 500],
    ] as const
  ).entries()) {
    const startsAt = new Date(Date.now() + 86_400_000 + n).toISOString();
    ids.push((await schedule(productId, of, amount, startsAt)).body.scheduleId);
  }
  for (const [n, id] of ids.entries()) await makeDue(id, 10 - n);
  assert.deepEqual(
    (await apply()).map(({ version }) => version),
    [6],
  );
  const changes = await staff.call('GET', `/v1/products/${productId}/price-changes`);
  assert.deepEqual(
    changes.body.items.map(({ from, to }: { from: unknown; to: unknown }) => [from, to]),
    [
      [gbp(400), gbp(300)],
      [gbp(500), gbp(400)],
    ],
  );
});

test('a price that was withdrawn, or has been once, does not come again', async () => {
  const sku = newSku();
  const { productId } = await sell(sku);
  const first = (await schedule(productId, sku, 400)).body.scheduleId;
  await makeDue(first, 30);
  await apply();
  const { version } = await staff.record(productId);
  await staff.edit(productId, version, { variants: [{ sku, price: gbp(450) }] });
  const withdrawn = (await schedule(productId, sku, 410)).body.scheduleId;
  await withdraw(productId, withdrawn);
  await makeDue(withdrawn, 20);
  assert.deepEqual(await apply(), []);

  // Nor along with one whose time has come.
  const due = (await schedule(productId, sku, 450)).body.scheduleId;
  await makeDue(due, 40);
  assert.equal((await apply()).length, 1);
  assert.deepEqual((await staff.record(productId)).variants[0].price, gbp(450));
  const changes = await staff.call('GET', `/v1/products/${productId}/price-changes`);
  assert.equal(changes.body.items.length, 2);
});

test('several replicas apply each price once, while somebody edits', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 12; n++) {
    const sku = newSku();
    const { productId } = await sell(sku);
    const { body } = await schedule(productId, sku, 100 + n);
    await makeDue(body.scheduleId);
    ids.push(productId);
  }
  const [edited] = ids;
  const [one, two, three, edit] = await Promise.all([
    apply(),
    apply(),
    apply(),
    staff.edit(edited ?? '', 3, { name: 'Edited meanwhile' }),
  ]);
  // A product that was locked is left to the next round.
  const announced = [...one, ...two, ...three, ...(await apply())].map(({ productId }) => productId);
  assert.deepEqual(announced.sort(), [...ids].sort());
  for (const productId of ids) {
    const record = await staff.record(productId);
    assert.equal(record.version, productId === edited && edit.status === 200 ? 5 : 4);
    const changes = await staff.call('GET', `/v1/products/${productId}/price-changes`);
    assert.equal(changes.body.items.length, 1);
  }
});

test('the service looks for prices that are due by itself', async () => {
  const sku = newSku();
  const { productId } = await sell(sku);
  const { body } = await schedule(productId, sku, 250);
  await makeDue(body.scheduleId);
  const job = products.service.background.find(({ name }) => name === 'products.apply-prices');
  await job?.start();
  try {
    await eventually(async () => {
      const { variants } = await staff.record(productId);
      assert.deepEqual(variants[0].price, gbp(250));
    });
  } finally {
    await job?.stop();
  }
  assert.equal((await staff.snapshots(productId)).at(-1).version, 4);
});
