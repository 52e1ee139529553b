import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SettingsError } from '@fondaco/chassis/service';
import { assertOpenApi } from '@fondaco/chassis/testing';
import { readConfig } from './config.ts';
import { type ProductsUnderTest, startProducts } from './products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
});
after(() => products.stop());

const IMPORT = '/v1/products/imports';
const NOBODY = '019ab000-0000-7000-8000-000000000000';
const OPERATOR = ['staff', 'service:operator'];
const ROUTES = [
  { method: 'GET', url: '/v1/products', access: ['public'] },
  { method: 'GET', url: '/v1/products/nothing', access: ['public'] },
  { method: 'GET', url: '/v1/products/search?q=a', access: ['public'] },
  { method: 'GET', url: '/v1/products/suggestions?q=a', access: ['public'] },
  { method: 'GET', url: '/v1/categories', access: ['public'] },
  { method: 'POST', url: '/v1/categories', access: OPERATOR },
  { method: 'PATCH', url: `/v1/categories/${NOBODY}`, access: OPERATOR },
  { method: 'DELETE', url: `/v1/categories/${NOBODY}`, access: OPERATOR },
  { method: 'POST', url: '/v1/products', access: OPERATOR },
  { method: 'PATCH', url: `/v1/products/${NOBODY}`, access: OPERATOR },
  { method: 'GET', url: `/v1/products/${NOBODY}/record`, access: OPERATOR },
  { method: 'GET', url: `/v1/products/${NOBODY}/price-changes`, access: OPERATOR },
  { method: 'POST', url: `/v1/products/${NOBODY}/scheduled-prices`, access: OPERATOR },
  { method: 'DELETE', url: `/v1/products/${NOBODY}/scheduled-prices/${NOBODY}`, access: OPERATOR },
  {
    method: 'POST',
    url: '/v1/product-snapshots/query',
    access: ['service:orders', 'service:storefront-bff'],
  },
  { method: 'POST', url: '/v1/reservation-records/query', access: ['service:orders'] },
  { method: 'GET', url: '/v1/reservation-records/changes', access: ['service:orders'] },
  { method: 'POST', url: IMPORT, access: OPERATOR },
  { method: 'PUT', url: `${IMPORT}/${NOBODY}/parts/1`, access: OPERATOR },
  { method: 'POST', url: `${IMPORT}/${NOBODY}/start`, access: OPERATOR },
  { method: 'GET', url: `${IMPORT}/${NOBODY}`, access: OPERATOR },
  { method: 'GET', url: `${IMPORT}/${NOBODY}/refusals`, access: OPERATOR },
  { method: 'GET', url: '/v1/products/export?format=none', access: OPERATOR },
  { method: 'POST', url: '/v1/products/images', access: OPERATOR },
  { method: 'GET', url: `/v1/media/${'a'.repeat(64)}/160.webp`, access: ['public'] },
  { method: 'GET', url: '/v1/stock/A', access: OPERATOR },
  { method: 'GET', url: '/v1/stock/A/movements', access: OPERATOR },
  { method: 'GET', url: '/v1/parked-messages', access: OPERATOR },
  { method: 'POST', url: '/v1/parked-messages/retry', access: OPERATOR },
  { method: 'POST', url: '/v1/stock/A/adjustments', access: OPERATOR },
] as const;

const callers = async (): Promise<Record<string, string | null>> => {
  const { tokens } = products;
  return {
    nobody: null,
    customer: await tokens.userToken(),
    staff: await tokens.userToken({ roles: ['customer', 'staff'] }),
    'service:operator': await tokens.serviceToken('operator'),
    'service:orders': await tokens.serviceToken('orders'),
    'service:storefront-bff': await tokens.serviceToken('storefront-bff'),
    'service:users': await tokens.serviceToken('users'),
  };
};

test('every route lets in those whom it is for, and nobody else', async () => {
  for (const [caller, token] of Object.entries(await callers())) {
    for (const { method, url, access } of ROUTES) {
      const { status } = await products.call(
        token,
        method,
        url,
        ['POST', 'PATCH'].includes(method) ? {} : undefined,
      );
      const allowed = (access as readonly string[]).some((who) => who === 'public' || who === caller);
      const refusal = caller === 'nobody' ? 401 : 403;
      const message = `${caller} ${method} ${url}: ${status}`;
      if (allowed) assert.ok(![401, 403].includes(status) && status < 500, message);
      else assert.equal(status, refusal, message);
    }
  }
});

test('no other route exists', () => {
  const described = Object.entries(products.service.http.swagger().paths ?? {}).flatMap(([url, methods]) =>
    Object.keys(methods ?? {}).map((method) => `${method} ${url}`),
  );
  assert.deepEqual(described.sort(), [
    'delete /v1/categories/{categoryId}',
    'delete /v1/products/{productId}/scheduled-prices/{scheduleId}',
    'get /v1/categories',
    'get /v1/media/{imageId}/{file}',
    'get /v1/parked-messages',
    'get /v1/parked-messages/audit',
    'get /v1/parked-messages/{id}',
    'get /v1/products',
    'get /v1/products/export',
    'get /v1/products/imports/{importId}',
    'get /v1/products/imports/{importId}/refusals',
    'get /v1/products/search',
    'get /v1/products/suggestions',
    'get /v1/products/{idOrSlug}',
    'get /v1/products/{productId}/price-changes',
    'get /v1/products/{productId}/record',
    'get /v1/reservation-records/changes',
    'get /v1/stock/{sku}',
    'get /v1/stock/{sku}/movements',
    'patch /v1/categories/{categoryId}',
    'patch /v1/products/{productId}',
    'post /v1/categories',
    'post /v1/parked-messages/discard',
    'post /v1/parked-messages/erase',
    'post /v1/parked-messages/retry',
    'post /v1/product-snapshots/query',
    'post /v1/products',
    'post /v1/products/images',
    'post /v1/products/imports',
    'post /v1/products/imports/{importId}/start',
    'post /v1/products/{productId}/scheduled-prices',
    'post /v1/reservation-records/query',
    'post /v1/stock/{sku}/adjustments',
    'put /v1/products/imports/{importId}/parts/{number}',
  ]);
});

test('a token that is expired, forged, unsigned or for somebody else opens nothing', async () => {
  const { tokens } = products;
  const staff = { roles: ['staff'] };
  const wrong = [
    await tokens.expiredUserToken(staff),
    await tokens.forgedUserToken(staff),
    await tokens.unsignedUserToken(staff),
    await tokens.userTokenForAnotherAudience(staff),
    await tokens.serviceToken('operator', 'users'),
    'not.a.token',
  ];
  for (const token of wrong) {
    const { status, headers } = await products.call(token, 'POST', IMPORT, { setStock: false });
    assert.equal(status, 401);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
  }
  assert.deepEqual(await products.rows('SELECT import_id FROM product_import'), []);
});

test('a body that is broken, of another kind or too large is refused', async () => {
  const huge = JSON.stringify({ setStock: true, padding: 'x'.repeat(10_000_000) });
  for (const [body, status, code] of [
    ['{"setStock":', 400, 'request/malformed-json'],
    ['null', 400, 'request/invalid'],
    ['[]', 400, 'request/invalid'],
    ['{"setStock":1}', 400, 'request/invalid'],
    ['{"setStock":true,"more":1}', 400, 'request/invalid'],
    [huge, 413, 'request/too-large'],
  ] as const) {
    const answer = await products.operate('POST', IMPORT, body);
    assert.equal(answer.status, status, body.slice(0, 30));
    assert.equal(answer.body.code, code, body.slice(0, 30));
  }
  const text = await products.operate('POST', IMPORT, 'setStock', { 'content-type': 'text/plain' });
  assert.equal(text.status, 415);
  assert.deepEqual(await products.rows('SELECT import_id FROM product_import'), []);
});

test('the committed description of the API is what the routes say', () =>
  assertOpenApi(products.service.http, fileURLToPath(new URL('../openapi.json', import.meta.url))));

test('every missing setting is named at boot', () => {
  assert.throws(
    () => readConfig({}),
    (error) =>
      error instanceof SettingsError &&
      [
        'INSTANCE',
        'HTTP_PORT',
        'MANAGEMENT_PORT',
        'USERS_URL',
        'DATABASE_URL',
        'KAFKA_BROKERS',
        'IMAGE_STORAGE',
      ].every((name) => error.message.includes(name)),
  );
});
