import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { silentLog, type TestDatabase, testDatabase, testIdentity } from '@fondaco/chassis/testing';
import { MAX_LINES } from '@fondaco/contracts/http/orders';
import { CUSTOMER, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';

const GOOD_LINE = { sku: '22423', quantity: 1 };
const GOOD = { ...CUSTOMER, lines: [GOOD_LINE] };
const withQuantity = (quantity: unknown) => ({ ...CUSTOMER, lines: [{ ...GOOD_LINE, quantity }] });
const withSku = (sku: unknown) => ({ ...CUSTOMER, lines: [{ ...GOOD_LINE, sku }] });

/** `text` is sent as it stands, `body` as JSON. */
const bad: Record<string, { body?: unknown; text?: string; status?: number; code?: string }> = {
  'malformed JSON': { text: '{"lines": [', code: 'request/malformed-json' },
  'no body': { text: '', code: 'request/malformed-json' },
  'a poisoned prototype': { text: '{"__proto__": {}, "lines": []}', code: 'request/malformed-json' },
  'an array': { body: [GOOD] },
  null: { body: null },
  'no lines member': { body: CUSTOMER },
  'lines that are no array': { body: { ...CUSTOMER, lines: GOOD_LINE } },
  '0 lines': { body: { ...CUSTOMER, lines: [] } },
  'too many lines': { body: { ...CUSTOMER, lines: Array.from({ length: MAX_LINES + 1 }, () => GOOD_LINE) } },
  'an unknown field': { body: { ...GOOD, price: 1 } },
  'an unknown field in a line': { body: { ...CUSTOMER, lines: [{ ...GOOD_LINE, unitPrice: 1 }] } },
  'quantity 0': { body: withQuantity(0) },
  'quantity -1': { body: withQuantity(-1) },
  'quantity 1.5': { body: withQuantity(1.5) },
  'quantity 10⁹': { body: withQuantity(1e9) },
  'quantity "1"': { body: withQuantity('1') },
  'quantity null': { body: withQuantity(null) },
  'quantity true': { body: withQuantity(true) },
  'no quantity': { body: { ...CUSTOMER, lines: [{ sku: '22423' }] } },
  'a SKU that is a number': { body: withSku(22423) },
  'an empty SKU': { body: withSku('') },
  'a SKU with a blank': { body: withSku('2 2') },
  'a SKU of 41 characters': { body: withSku('A'.repeat(41)) },
  'a SKU with NUL': { body: withSku('A\u0000'), code: 'request/malformed' },
  'an empty reference': { body: { ...GOOD, reference: '' } },
  'a reference of 101 characters': { body: { ...GOOD, reference: 'x'.repeat(101) } },
  'a reference with NUL': { body: { ...GOOD, reference: 'a\u0000b' }, code: 'request/malformed' },
  'a country with half a character': {
    body: { ...GOOD, delivery: { ...CUSTOMER.delivery, country: 'a\ud800' } },
  },
  'an unknown field of the delivery': {
    body: { ...GOOD, delivery: { ...CUSTOMER.delivery, email: 'a@b.example' } },
  },
  'a total of its own': { body: { ...GOOD, total: { amountMinor: 1, currency: 'GBP' } } },
  'no e-mail address': { body: { lines: [GOOD_LINE], delivery: CUSTOMER.delivery } },
  'an e-mail address that is none': { body: { ...GOOD, email: 'ada' } },
  'an e-mail address with a line break': {
    body: { ...GOOD, email: 'ada@example.org\nBcc: all@example.org' },
  },
  'a language that nobody speaks': { body: { ...GOOD, language: 'tlh' } },
  'no delivery address': { body: { lines: [GOOD_LINE], email: CUSTOMER.email } },
  'an address without a city': {
    body: { ...GOOD, delivery: { name: 'Ada', line1: '1 Street', country: 'Spain' } },
  },
  'an address with a line break': {
    body: { ...GOOD, delivery: { ...CUSTOMER.delivery, name: 'Ada\nExample' } },
  },
  'a fractional total': { body: { ...GOOD, expectedTotal: { amountMinor: 1.5, currency: 'GBP' } } },
  'a negative total': { body: { ...GOOD, expectedTotal: { amountMinor: -1, currency: 'GBP' } } },
  'a currency in lower case': { body: { ...GOOD, expectedTotal: { amountMinor: 1, currency: 'gbp' } } },
  'a body of 10 MB': {
    text: JSON.stringify(withSku('A'.repeat(10_000_000))),
    status: 413,
    code: 'request/too-large',
  },
};

describe('a bad request', () => {
  const { identity, ...tokens } = testIdentity({ service: 'orders', callers: ['products'] });
  let database: TestDatabase;
  let orders: RunningOrders;
  let token: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: database.url, productsUrl, identity, log: silentLog() });
    token = await tokens.userToken();
  });
  after(async () => {
    await orders?.close();
    await database?.close();
  });

  for (const [what, { body, text, status = 400, code = 'request/invalid' }] of Object.entries(bad)) {
    test(`with ${what} is answered ${status} ${code}`, async () => {
      const answer = await orders.place(token, 'key', text ?? JSON.stringify(body));
      assert.equal(answer.status, status);
      assert.equal(answer.body.code, code);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(typeof answer.body.title, 'string');
    });
  }

  test('without an idempotency key is told to send one', async () => {
    const answer = await orders.place(token, null, JSON.stringify(GOOD));
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, 'orders/idempotency-key-missing');
    assert.match(String(answer.body.detail), /Idempotency-Key/);
  });

  for (const key of ['', 'with blank', 'x'.repeat(129), 'naïve']) {
    test(`with the idempotency key "${key.slice(0, 12)}" is answered 400`, async () => {
      const answer = await orders.place(token, key, JSON.stringify(GOOD));
      assert.equal(answer.status, 400);
      assert.equal(answer.body.code, 'request/invalid');
    });
  }

  const refusedTokens: Record<string, { token: () => Promise<string | null>; status: number; code: string }> =
    {
      'no token': { token: async () => null, status: 401, code: 'auth/token-missing' },
      'an expired token': { token: tokens.expiredUserToken, status: 401, code: 'auth/token-expired' },
      'a forged token': { token: tokens.forgedUserToken, status: 401, code: 'auth/token-invalid' },
      'a token for another audience': {
        token: tokens.userTokenForAnotherAudience,
        status: 401,
        code: 'auth/token-invalid',
      },
      'a token with alg none': { token: tokens.unsignedUserToken, status: 401, code: 'auth/token-invalid' },
      'a token that is none': { token: async () => 'abc', status: 401, code: 'auth/token-invalid' },
      "a service's token": {
        token: () => tokens.serviceToken('products'),
        status: 403,
        code: 'auth/forbidden',
      },
    };
  for (const [what, refused] of Object.entries(refusedTokens)) {
    test(`with ${what} is answered ${refused.status} ${refused.code}, before its body is read`, async () => {
      const refusedToken = await refused.token();
      for (const answer of [
        await orders.place(refusedToken, 'key', '{'),
        await orders.get(refusedToken, '/v1/orders'),
        await orders.get(refusedToken, `/v1/orders/${crypto.randomUUID()}`),
      ]) {
        assert.equal(answer.status, refused.status);
        assert.equal(answer.body.code, refused.code);
      }
    });
  }

  test('leaves nothing behind', async () => {
    assert.deepEqual(await rows(database.db, 'select id from customer_order'), []);
    assert.deepEqual(await rows(database.db, 'select id from messaging.outbox'), []);
    assert.equal(await orders.metric('orders_placed_total'), 0);
  });
});
