import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logIn, testBff } from '../testing/bff.ts';
import { order } from '../testing/order.ts';
import { problem } from '../testing/stand-in.ts';

const variant = (sku: string, available: number) => ({
  sku,
  price: { amountMinor: 375, currency: 'GBP' },
  available,
});
const lantern = {
  productId: '019ab0aa-1234-7000-8000-000000000001',
  slug: 'white-metal-lantern',
  name: 'WHITE METAL LANTERN',
  variants: [variant('71053', 0), variant('71053B', 4)],
  updatedAt: '2026-11-23T12:00:00Z',
};

test('the catalogue is a page of cards that anybody may keep for a moment', async (t) => {
  const { browser, products } = await testBff(t);
  const nothingToSell = { ...lantern, slug: 'empty', variants: [] };
  products.routes['GET /v1/products'] = () => ({
    status: 200,
    body: { items: [lantern, nothingToSell], nextCursor: 'n3xt' },
  });
  const { status, json, headers, cookie } = await browser.send({ url: '/bff/catalogue?cursor=h3re' });
  assert.equal(status, 200);
  assert.deepEqual(json, {
    items: [
      {
        slug: 'white-metal-lantern',
        name: 'WHITE METAL LANTERN',
        sku: '71053',
        price: { amountMinor: 375, currency: 'GBP' },
        inStock: true,
      },
    ],
    nextCursor: 'n3xt',
  });
  assert.match(String(headers['cache-control']), /^public, max-age=5,/);
  assert.equal(cookie, undefined);
  assert.equal(products.received[0]?.path, '/v1/products?cursor=h3re&limit=24');
});

test('a product shows what of it can be ordered', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products/white-metal-lantern'] = () => ({ status: 200, body: lantern });
  const { json } = await browser.send({ url: '/bff/products/white-metal-lantern' });
  assert.deepEqual(json, { slug: lantern.slug, name: lantern.name, variants: lantern.variants });
});

test('a product that there isn’t is the 404 of Products', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products/nothing'] = () => problem(404, 'products/not-found', { hint: 'x' });
  const { status, json } = await browser.send({ url: '/bff/products/nothing' });
  assert.equal(status, 404);
  assert.equal(json.code, 'products/not-found');
  assert.equal(json.hint, 'x');
});

test('a 4xx that is no problem document of the service is a 502', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products'] = () => ({ status: 404, body: 'no such page' });
  const { status, json } = await browser.send({ url: '/bff/catalogue' });
  assert.equal(status, 502);
  assert.equal(json.code, 'products/refused');
});

test('a refusal of the BFF’s own token is a 502, not a request to log in', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['POST /v1/product-snapshots/query'] = () => problem(401, 'auth/token-invalid');
  await browser.send({ url: '/bff/session' });
  const body = { lines: [{ sku: '71053', quantity: 1 }] };
  const { status, json } = await browser.send({ method: 'POST', url: '/bff/basket/quote', body });
  assert.equal(status, 502);
  assert.equal(json.code, 'products/refused');
});

test('with Products away the catalogue is a 503 and everything else goes on', async (t) => {
  const parts = await testBff(t);
  const { browser, products, orders } = parts;
  await products.close();
  orders.routes['GET /v1/orders'] = () => ({ status: 200, body: { items: [order], nextCursor: null } });
  const { status, json, headers } = await browser.send({ url: '/bff/catalogue' });
  assert.equal(status, 503);
  assert.equal(json.code, 'products/unavailable');
  assert.ok(headers['retry-after']);
  assert.equal(headers['cache-control'], 'no-store');

  assert.equal((await logIn(parts)).answer.status, 200);
  assert.equal((await browser.send({ url: '/bff/orders' })).status, 200);
});

test('a basket is quoted from the prices of Products, asked for by the BFF itself', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['POST /v1/product-snapshots/query'] = () => ({
    status: 200,
    body: {
      snapshots: [{ ...lantern, version: 3, status: 'active', variants: [variant('71053', 0)] }],
      unknown: ['GONE'],
    },
  });
  await browser.send({ url: '/bff/session' });
  const { status, json } = await browser.send({
    method: 'POST',
    url: '/bff/basket/quote',
    body: {
      lines: [
        { sku: '71053', quantity: 2 },
        { sku: 'gone', quantity: 1 },
      ],
    },
  });
  assert.equal(status, 200);
  assert.deepEqual(json.total, { amountMinor: 750, currency: 'GBP' });
  assert.deepEqual(json.unavailable, ['GONE']);
  const [asked] = products.received;
  assert.deepEqual(asked?.body, { skus: ['71053', 'gone'] });
  const claims = String(asked?.headers.authorization).split('.')[1] ?? '';
  const { iss, aud } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  assert.deepEqual([iss, aud], ['storefront-bff', 'products']);
});

test('a basket that is no basket is refused before Products is asked', async (t) => {
  const { browser, products } = await testBff(t);
  await browser.send({ url: '/bff/session' });
  for (const lines of [
    [],
    [{ sku: '71053', quantity: 0 }],
    [{ sku: '71053', quantity: 1.5 }],
    [{ sku: '71053', quantity: '1' }],
    [{ sku: '71053', quantity: 1e9 }],
    [{ sku: '', quantity: 1 }],
    [{ sku: '71053', quantity: 1, price: 1 }],
  ]) {
    const answer = await browser.send({ method: 'POST', url: '/bff/basket/quote', body: { lines } });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.code, 'request/invalid');
  }
  assert.deepEqual(products.received, []);
});
