import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { type Answer, buyer, type Shopper } from '../system/shopper.ts';

const isProblem = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  assert.equal(answer.body.code, code);
  assert.equal(answer.body.status, status);
};

/** Every kind of bad input gets a problem document with its code and leaves no order behind. */
export const badInput = (shopper: () => Shopper): void => {
  test('bad input gets a problem document with a stable code and leaves nothing behind', async (t: TestContext) => {
    const { call } = shopper();
    const { accessToken: token } = await shopper().register();
    const [product] = await shopper().products();
    const sku = product?.variants[0]?.sku ?? '';
    const order = (body: unknown, key: string = randomUUID()) =>
      call('POST', '/api/v1/orders', { token, key, body });
    const line = (quantity: unknown) => ({ ...buyer, lines: [{ sku, quantity }] });

    const bodies: Record<string, unknown> = {
      'malformed JSON': '{"lines": [',
      'no body': '',
      'an array for an object': [],
      'a string for a quantity': line('1'),
      'null for a quantity': line(null),
      'a number for a SKU': { ...buyer, lines: [{ sku: 5, quantity: 1 }] },
      'an unknown field': { ...line(1), discount: 100 },
      'an unknown field in a line': { ...buyer, lines: [{ sku, quantity: 1, unitPrice: 1 }] },
      'a total': { ...line(1), total: { amountMinor: 1, currency: 'GBP' } },
      'no lines': { ...buyer, lines: [] },
      'no e-mail': { ...line(1), email: undefined },
      'an e-mail that is none': { ...line(1), email: 'ada' },
      'no address': { ...line(1), delivery: undefined },
      'an address without a city': { ...line(1), delivery: { ...buyer.delivery, city: '' } },
      'a line break in a name': {
        ...line(1),
        delivery: { ...buyer.delivery, name: 'Ada\nBcc: x@y.example' },
      },
      'a language that nobody writes in': { ...line(1), language: 'xx' },
      'quantity 0': line(0),
      'a negative quantity': line(-1),
      'a fraction': line(1.5),
      'a billion': line(1_000_000_000),
      'a SKU that cannot be one': { ...buyer, lines: [{ sku: '../etc', quantity: 1 }] },
    };
    for (const [what, body] of Object.entries(bodies)) {
      await t.test(`${what} → 400`, async () => {
        const answer = await order(body);
        isProblem(
          answer,
          400,
          what === 'malformed JSON' || what === 'no body' ? 'request/malformed-json' : 'request/invalid',
        );
      });
    }
    await t.test('quantities that are too large only together → 400', async () => {
      const answer = await order({
        ...buyer,
        lines: Array.from({ length: 11 }, () => ({ sku, quantity: 10_000 })),
      });
      isProblem(answer, 400, 'orders/quantity-too-large');
    });
    await t.test('an unknown SKU → 422, named', async () => {
      const answer = await order({
        ...buyer,
        lines: [
          { sku, quantity: 1 },
          { sku: 'NO-SUCH-SKU', quantity: 1 },
        ],
      });
      isProblem(answer, 422, 'orders/unknown-sku');
      assert.deepEqual(answer.body.unknownSkus, ['NO-SUCH-SKU']);
    });
    await t.test('a body of 10 MB → 413', async () => {
      const answer = await order(JSON.stringify({ lines: [], reference: 'x'.repeat(10 * 1024 * 1024) }));
      isProblem(answer, 413, 'request/too-large');
    });
    await t.test('another media type → 415', async () => {
      const headers = { 'content-type': 'text/plain' };
      const answer = await call('POST', '/api/v1/orders', {
        token,
        key: randomUUID(),
        headers,
        body: 'lines',
      });
      isProblem(answer, 415, 'request/unsupported-media-type');
    });
    await t.test('no idempotency key → 400', async () => {
      const answer = await call('POST', '/api/v1/orders', { token, body: line(1) });
      isProblem(answer, 400, 'orders/idempotency-key-missing');
    });

    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const jwk = await exportJWK(privateKey);
    assert.equal(jwk.kty, 'OKP');
    const forged = (claims: { audience: string; expires: string }) =>
      new SignJWT({ roles: ['customer'] })
        .setProtectedHeader({ alg: 'EdDSA' })
        .setSubject(randomUUID())
        .setIssuer('fondaco/users')
        .setAudience(claims.audience)
        .setIssuedAt()
        .setExpirationTime(claims.expires)
        .sign(privateKey);
    const unsecured = new UnsecuredJWT({ roles: ['staff'] })
      .setSubject(randomUUID())
      .setIssuer('fondaco/users')
      .setAudience('fondaco')
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode();
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const changed = Buffer.from(JSON.stringify({ ...claims, roles: ['staff'] })).toString('base64url');
    const tokens: Record<string, string> = {
      'a forged token': await forged({ audience: 'fondaco', expires: '1h' }),
      'a forged token for another audience': await forged({ audience: 'elsewhere', expires: '1h' }),
      'a token with alg none': unsecured,
      'a token whose claims were changed': `${header}.${changed}.${signature}`,
      'no token at all': 'x',
    };
    for (const [what, bad] of Object.entries(tokens)) {
      await t.test(`${what} → 401`, async () => {
        const answer = await call('POST', '/api/v1/orders', { token: bad, key: randomUUID(), body: line(1) });
        isProblem(answer, 401, 'auth/token-invalid');
      });
    }
    await t.test('no authorization → 401', async () => {
      isProblem(await call('GET', '/api/v1/orders'), 401, 'auth/token-missing');
    });
    await t.test('what only staff may do → 403', async () => {
      const answer = await call('POST', '/api/v1/products/imports', { token, body: { setStock: true } });
      isProblem(answer, 403, 'auth/forbidden');
    });

    assert.deepEqual(
      (await call('GET', '/api/v1/orders', { token })).body.items,
      [],
      'nothing was left behind',
    );

    await t.test('the same key with another body → 422, and the first order stands', async () => {
      const key = randomUUID();
      const first = await order(line(1), key);
      assert.equal(first.status, 201);
      isProblem(await order(line(2), key), 422, 'orders/idempotency-key-reused');
      const again = await order(line(1), key);
      assert.equal(again.status, 201);
      assert.equal(again.body.orderId, first.body.orderId);
      const { body } = await call('GET', '/api/v1/orders', { token });
      assert.equal(body.items.length, 1);
    });
    await t.test("somebody else's order is not there → 404", async () => {
      const { accessToken: other } = await shopper().register();
      const mine = await shopper().placeOrder(token, [{ sku, quantity: 1 }]);
      const answer = await call('GET', `/api/v1/orders/${mine.orderId}`, { token: other });
      isProblem(answer, 404, 'orders/not-found');
    });
  });
};
