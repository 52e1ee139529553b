import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { assertProblem, type Gateway, startGateway } from './gateway-for-tests.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

const PICTURE = `/media/${'ab'.repeat(32)}/480.webp`;

test("/media/<path> is the service's /v1/media/<path>, and a browser may do nothing but show it", async () => {
  const answer = await gateway.ask(PICTURE, { headers: { 'if-none-match': '"a tag"' } });
  assert.equal(answer.status, 200);
  const [seen] = gateway.products.seen;
  assert.equal(seen?.url, `/v1${PICTURE}`);
  assert.equal(seen.headers['if-none-match'], '"a tag"');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/);
});

test('who asks for a picture is not said', async () => {
  await gateway.ask(PICTURE, { headers: { authorization: 'Bearer abc', cookie: '__Host-session=secret' } });
  const { headers } = gateway.products.seen[0] ?? assert.fail();
  assert.equal(headers.authorization, undefined);
  assert.equal(headers.cookie, undefined);
});

test('pictures are only read', async () => {
  for (const method of ['POST', 'PUT', 'DELETE']) {
    assertProblem(await gateway.ask(PICTURE, { method }), 405, 'request/method-not-allowed');
  }
  assert.equal((await gateway.ask(PICTURE, { method: 'HEAD' })).status, 200);
  assert.equal(gateway.products.seen.length, 1);
});

test('no other path leads there, and none out of it', async () => {
  for (const path of ['/media', '/api/v1/media/x/480.webp', '/media/../api/v1/stock', '/media/..%2fapi/']) {
    assertProblem(await gateway.ask(path), 404, 'request/no-such-route');
  }
  assert.equal(gateway.products.seen.length, 0);
});

test('without the service a picture is a 503 problem', async () => {
  await gateway.products.kill();
  assertProblem(await gateway.ask(PICTURE), 503, 'gateway/unavailable');
});

test('where files are taken a body may have 10 MiB, and 1 MiB beside it', async () => {
  const send = (path: string, bytes: number) =>
    gateway.ask(path, { method: 'POST', body: 'x'.repeat(bytes), headers: { 'content-type': 'image/png' } });
  const upload = '/api/v1/products/images';
  assert.equal((await send(upload, 10 * 1024 * 1024)).status, 200);
  assert.equal(gateway.products.seen[0]?.body.length, 10 * 1024 * 1024);
  assert.equal(gateway.products.seen[0].url, '/v1/products/images');
  assertProblem(await send(upload, 10 * 1024 * 1024 + 1), 413, 'request/too-large');
  assertProblem(await send('/api/v1/products/others', 2_000_000), 413, 'request/too-large');
  assert.equal(gateway.products.seen.length, 1);
});
