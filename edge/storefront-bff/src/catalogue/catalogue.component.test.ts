import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problem } from '@fondaco/chassis/testing';
import { logIn, testBff } from '../testing/bff.ts';
import { order } from '../testing/order.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const variant = (sku: string, available: number, amountMinor = 375) => ({
  sku,
  price: gbp(amountMinor),
  options: { size: sku },
  available,
});
const picture = { imageId: 'a'.repeat(64), alt: 'On a table', width: 1200, height: 900 };
const lantern = {
  productId: '019ab0aa-1234-7000-8000-000000000001',
  slug: 'white-metal-lantern',
  name: 'WHITE METAL LANTERN',
  price: gbp(375),
  inStock: true,
  picture,
  variants: [variant('71053', 0, 425), variant('71053B', 4)],
  updatedAt: '2026-11-23T12:00:00Z',
};
const page = {
  slug: lantern.slug,
  name: lantern.name,
  description: 'For a candle.\n<b>Not for rain.</b>',
  attributes: { material: 'metal' },
  variants: lantern.variants,
  pictures: [picture],
  categories: [
    { slug: 'home', name: 'Home' },
    { slug: 'lamps', name: 'Lamps' },
  ],
};
const card = {
  slug: 'white-metal-lantern',
  name: 'WHITE METAL LANTERN',
  sku: '71053',
  price: gbp(375),
  pricesVary: true,
  inStock: true,
  picture,
};
const facets = {
  categories: [{ slug: 'lamps', name: 'Lamps', count: 12 }],
  price: { from: gbp(100), to: gbp(900) },
  inStock: 8,
  properties: [{ name: 'material', values: [{ value: 'metal', count: 12 }] }],
};

test('the catalogue is a page of cards that anybody may keep for a moment', async (t) => {
  const { browser, products } = await testBff(t);
  const nothingToSell = { ...lantern, slug: 'empty', variants: [] };
  const onePrice = { ...lantern, slug: 'small', picture: null, variants: [variant('71053B', 4)] };
  products.routes['GET /v1/products'] = () => ({
    status: 200,
    body: { items: [lantern, nothingToSell, onePrice], nextCursor: 'n3xt' },
  });
  const { status, json, headers, cookie } = await browser.send({ url: '/bff/catalogue?cursor=h3re' });
  assert.equal(status, 200);
  assert.deepEqual(json, {
    items: [card, { ...card, slug: 'small', sku: '71053B', pricesVary: false, picture: null }],
    nextCursor: 'n3xt',
  });
  assert.match(String(headers['cache-control']), /^public, max-age=5,/);
  assert.equal(cookie, undefined);
  assert.equal(products.received[0]?.path, '/v1/products?cursor=h3re&limit=24');
});

test('category, order and filters go to Products as they came', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products'] = () => ({ status: 200, body: { items: [], nextCursor: null } });
  const chosen =
    'category=lamps&sort=-price&priceFrom=100&priceTo=900&inStock=true&facet=colour%3Dred&facet=material%3Doak';
  const { status } = await browser.send({ url: `/bff/catalogue?${chosen}` });
  assert.equal(status, 200);
  const asked = new URL(products.received[0]?.path ?? '', 'http://products').searchParams;
  assert.equal(asked.get('limit'), '24');
  asked.delete('limit');
  assert.deepEqual([...asked].sort(), [...new URLSearchParams(chosen)].sort());
});

test('a filter that is none is refused before Products is asked', async (t) => {
  const { browser, products } = await testBff(t);
  for (const query of [
    'limit=100',
    'sort=colour',
    'priceFrom=-1',
    'facet=red',
    'category=No%20slug',
    'q=x',
  ]) {
    const { status, json } = await browser.send({ url: `/bff/catalogue?${query}` });
    assert.equal(status, 400, query);
    assert.equal(json.code, 'request/invalid');
  }
  assert.deepEqual(products.received, []);
});

test('a search answers cards, how many there are, and what they can be narrowed down by', async (t) => {
  const { browser, products } = await testBff(t);
  const found = { total: { count: 10_000, more: true }, facets, corrected: 'lantern', nextCursor: null };
  products.routes['GET /v1/products/search'] = () => ({ status: 200, body: { items: [lantern], ...found } });
  const { status, json, headers } = await browser.send({ url: '/bff/search?q=lantren&facet=colour%3Dred' });
  assert.equal(status, 200);
  assert.deepEqual(json, { items: [card], ...found });
  assert.match(String(headers['cache-control']), /^public, max-age=5,/);
  const asked = new URL(products.received[0]?.path ?? '', 'http://products').searchParams;
  assert.deepEqual(Object.fromEntries(asked), { q: 'lantren', facet: 'colour=red', limit: '24' });
});

test('a search for nothing, or for a whole page of text, is refused', async (t) => {
  const { browser, products } = await testBff(t);
  for (const query of ['', 'q=', `q=${'a'.repeat(201)}`]) {
    assert.equal((await browser.send({ url: `/bff/search?${query}` })).status, 400);
    assert.equal((await browser.send({ url: `/bff/suggestions?${query}` })).status, 400);
  }
  assert.deepEqual(products.received, []);
});

test('suggestions come as Products has them', async (t) => {
  const { browser, products } = await testBff(t);
  const suggestions = {
    words: ['lantern'],
    products: [{ slug: lantern.slug, name: lantern.name }],
    categories: [{ slug: 'lamps', name: 'Lamps' }],
  };
  products.routes['GET /v1/products/suggestions'] = () => ({ status: 200, body: suggestions });
  const { json, headers } = await browser.send({ url: '/bff/suggestions?q=l%27%25_%5C' });
  assert.deepEqual(json, suggestions);
  assert.match(String(headers['cache-control']), /^public, max-age=5,/);
  const asked = new URL(products.received[0]?.path ?? '', 'http://products').searchParams;
  assert.equal(asked.get('q'), "l'%_\\");
});

test('the tree of categories says by slug what stands below what', async (t) => {
  const { browser, products } = await testBff(t);
  const category = (n: number, parentId: string | null, slug: string, name: string) => ({
    categoryId: `019ab0aa-1234-7000-8000-00000000000${n}`,
    parentId,
    slug,
    name,
    position: 0,
    version: 1,
  });
  const home = category(1, null, 'home', 'Home');
  products.routes['GET /v1/categories'] = () => ({
    status: 200,
    body: { categories: [home, category(2, home.categoryId, 'lamps', 'Lamps')] },
  });
  const { json, headers } = await browser.send({ url: '/bff/categories' });
  assert.deepEqual(json, {
    categories: [
      { slug: 'home', name: 'Home', parent: null },
      { slug: 'lamps', name: 'Lamps', parent: 'home' },
    ],
  });
  assert.match(String(headers['cache-control']), /^public, max-age=5,/);
});

test('a product shows all that is known of it, and what of it can be ordered', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products/white-metal-lantern'] = () => ({
    status: 200,
    body: { ...lantern, ...page },
  });
  const { json } = await browser.send({ url: '/bff/products/white-metal-lantern' });
  assert.deepEqual(json, page);
});

test('a former slug leads to the product, which says its slug of now', async (t) => {
  const { browser, products } = await testBff(t);
  products.routes['GET /v1/products/old-lantern'] = () => ({
    status: 308,
    headers: { location: 'white-metal-lantern' },
  });
  products.routes['GET /v1/products/white-metal-lantern'] = () => ({
    status: 200,
    body: { ...lantern, ...page },
  });
  const { status, json } = await browser.send({ url: '/bff/products/old-lantern' });
  assert.equal(status, 200);
  assert.equal(json.slug, 'white-metal-lantern');
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
