import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { assertProblem, type Gateway, startGateway } from './gateway-for-tests.ts';
import { localLimits } from './limits.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

const send = (path: string, sent: { headers?: Record<string, string>; body?: string } = {}) =>
  gateway.ask(path, { method: 'POST', body: '{}', ...sent });

test("/webhooks/<service>/<path> is the service's /v1/webhooks/<path>, the body as it was sent", async () => {
  const body = '{ "id":  "evt_1" }\n';
  const answer = await send('/webhooks/payments/sandbox?a=1', {
    body,
    headers: { 'content-type': 'application/json', 'x-signature': 't=1,v1=abc' },
  });
  assert.equal(answer.status, 200);
  const [seen] = gateway.payments.seen;
  assert.equal(seen?.url, '/v1/webhooks/sandbox?a=1');
  assert.equal(seen.body, body);
  assert.equal(seen.headers['x-signature'], 't=1,v1=abc');
});

test('what else could say who it is from is taken away', async () => {
  await send('/webhooks/payments/sandbox', {
    headers: { authorization: 'Bearer abc', cookie: '__Host-session=secret', 'x-forwarded-for': '10.0.0.1' },
  });
  const { headers } = gateway.payments.seen[0] ?? assert.fail();
  assert.equal(headers.authorization, undefined);
  assert.equal(headers.cookie, undefined);
  assert.equal(headers['x-forwarded-for'], '127.0.0.1');
});

test('anything but a POST is a 405 problem', async () => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    assertProblem(
      await gateway.ask('/webhooks/payments/sandbox', { method }),
      405,
      'request/method-not-allowed',
    );
  }
  assert.equal(gateway.payments.seen.length, 0);
});

test('a body above 256 KiB is a 413 problem and is not passed on', async () => {
  assertProblem(
    await send('/webhooks/payments/sandbox', { body: 'x'.repeat(300_000) }),
    413,
    'request/too-large',
  );
  assert.equal(gateway.payments.seen.length, 0);
  assert.equal((await send('/webhooks/payments/sandbox', { body: 'x'.repeat(250_000) })).status, 200);
});

test('services that take no webhooks, and other paths of one that does, are 404 problems', async () => {
  for (const path of [
    '/webhooks',
    '/webhooks/',
    '/webhooks/payments',
    '/webhooks/orders/sandbox',
    '/webhooks/payments/../orders/sandbox',
    '/api/v1/webhooks/sandbox',
    '/api/v1/payments',
  ]) {
    assertProblem(await send(path), 404, 'request/no-such-route');
  }
  assert.equal([gateway.payments, ...gateway.orders].flatMap(({ seen }) => seen).length, 0);
});

test('shoppers that ask too much leave the webhooks alone, and webhooks have a limit of their own', async () => {
  await gateway.restart({
    limits: { ...localLimits, requests: { rate: 1, burst: 1 }, webhooks: { rate: 1, burst: 9 } },
  });
  const pages = await Promise.all(Array.from({ length: 5 }, () => gateway.ask('/')));
  assert.ok(pages.some(({ status }) => status === 429));
  const webhooks = await Promise.all(Array.from({ length: 12 }, () => send('/webhooks/payments/sandbox')));
  assert.equal(webhooks.filter(({ status }) => status === 200).length, 10);
  for (const answer of webhooks.filter(({ status }) => status !== 200))
    assertProblem(answer, 429, 'request/too-many');
});

test('without a replica a webhook is a 503 problem, so that the provider sends it again', async () => {
  await gateway.payments.kill();
  assertProblem(await send('/webhooks/payments/sandbox'), 503, 'gateway/unavailable');
});
