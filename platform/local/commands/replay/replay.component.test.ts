import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCsv } from '../csv-file.ts';
import { createPatience } from '../patience.ts';
import { createAccounts } from './accounts.ts';
import { collectInvoices, INVOICE_COLUMNS } from './invoices.ts';
import type { PublicApi } from './public-api.ts';
import { replay } from './replay.ts';
import { createShop } from './shop-for-tests.ts';
import { totalsOf, troubles } from './totals.ts';

const fixtures = join(import.meta.dirname, '../../../../tests/replay/fixtures');
const expected = JSON.parse(await readFile(join(fixtures, 'expected.json'), 'utf8')).replay;

const catalogue = () =>
  new Map([
    ['MUG-1', 250],
    ['MUG-2', 300],
    ['QUOTE', 1000],
    ['LINES', 10],
    ['NOPE', 700],
    ['LATE', 199],
  ]);

const replayInto = async (api: PublicApi) => {
  const invoices = await collectInvoices(readCsv(join(fixtures, 'invoices.csv'), INVOICE_COLUMNS));
  const patiently = createPatience(() => undefined, { now: () => 0, pause: async () => undefined });
  const askAs = createAccounts({ api, patiently, secret: 'secret' });
  const outcomes = await replay({
    askAs,
    concurrency: 4,
    pause: async () => undefined,
    onProgress: () => undefined,
  })(invoices);
  return { totals: totalsOf(outcomes.map(({ outcome }) => outcome)), troubles: troubles(outcomes) };
};

test('a file with every kind of mistake gives the expected numbers', async () => {
  const shop = createShop({ prices: catalogue() });
  const { totals, troubles } = await replayInto(shop.api);
  assert.deepEqual(totals, expected);
  assert.deepEqual(Object.keys(totals.revenueMinorByCountry), ['EIRE', 'United Kingdom', "Côte, d'Ivoire"]);
  assert.deepEqual(troubles, []);
  assert.deepEqual([...shop.accounts.keys()].sort(), [
    'customer-12583@replay.example',
    'customer-17850@replay.example',
    'guests@replay.example',
  ]);
});

test('calls that fail, before they were carried out or after, change nothing', async () => {
  const fails = (call: number) => ([null, 'before', 'after'] as const)[call % 3] ?? null;
  const shop = createShop({ prices: catalogue(), fails });
  assert.deepEqual((await replayInto(shop.api)).totals, expected);
  assert.equal(shop.orders.length, expected.orders);
  assert.equal(shop.attempts.size, expected.orders);
});

test('every order is paid for once, under a key that follows from it', async () => {
  const shop = createShop({ prices: catalogue() });
  await replayInto(shop.api);
  assert.deepEqual(
    shop.orders.map(({ order }) => shop.attempts.get(order.orderId)),
    shop.orders.map(({ order }) => ({ key: `replay-payment-${order.orderId}`, cardToken: 'tok_ok' })),
  );
});

test('a payment that is refused for good ends the replay with its reason', async () => {
  const shop = createShop({ prices: catalogue() });
  const problem = { type: 'about:blank', title: 'No', status: 422, code: 'payments/idempotency-key-reused' };
  const api: PublicApi = {
    ...shop.api,
    ask: async (request) =>
      request.path.startsWith('/payments/') ? { ok: false, status: 422, problem } : shop.api.ask(request),
  };
  await assert.rejects(replayInto(api), /payment of order order-\d+ was refused: No \(payments\/idem/);
});

test('what staff have shipped since counts as before', async () => {
  const shop = createShop({ prices: catalogue(), endsAs: () => 'shipped' });
  assert.deepEqual((await replayInto(shop.api)).totals, expected);
});

test('tokens that run out are replaced', async () => {
  const shop = createShop({ prices: catalogue(), tokenUses: 2 });
  assert.deepEqual((await replayInto(shop.api)).totals, expected);
});

test('a second run places nothing and reads the same', async () => {
  const shop = createShop({ prices: catalogue() });
  await replayInto(shop.api);
  const orders = shop.orders.length;
  assert.deepEqual((await replayInto(shop.api)).totals, expected);
  assert.equal(shop.orders.length, orders);
});

test('a second run stands by the orders of the first, even when the shop knows more SKUs by now', async () => {
  const prices = catalogue();
  const shop = createShop({ prices });
  await replayInto(shop.api);
  const ordered = shop.orders.length;
  prices.set('UNKNOWN', 1);
  const { totals } = await replayInto(shop.api);
  // Invoice 1004 had nothing that could be sold the first time.
  assert.equal(shop.orders.length, ordered + 1);
  assert.equal(totals.orders, expected.orders + 1);
  assert.equal(totals.revenueMinor, expected.revenueMinor + 1);
  assert.deepEqual(totals.rejectedLines, { 'unknown-sku': 2, 'quantity-not-positive': 3 });
});

test('orders that end otherwise than confirmed are named and not counted', async () => {
  const endsAs = ({ reference }: { reference?: string }) => (reference === '1002' ? 'rejected' : 'confirmed');
  const { totals, troubles } = await replayInto(createShop({ prices: catalogue(), endsAs }).api);
  assert.equal(totals.orders, expected.orders - 1);
  assert.equal(totals.revenueMinor, expected.revenueMinor - 2000);
  assert.equal(totals.revenueMinorByCountry.EIRE, undefined);
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /^invoice 1002: order order-\d+ ended rejected$/);
});
