import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { until } from '../balancer/testing/until.ts';
import { type Answer, assertProblem, type Gateway, startGateway } from './gateway-for-tests.ts';

let gateway: Gateway;
beforeEach(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.stop());

const PATHS = ['/api/v1/products', '/api/v1/products/a-lamp', '/bff/catalogue'];
const forSeconds = (seconds: number) => ({
  'x-answer-cache-control': `public, max-age=${seconds}, stale-while-revalidate=30, stale-if-error=600`,
});
const ask = (path: string, headers: Record<string, string> = forSeconds(60)) =>
  gateway.ask(path, { headers });

const assertOther = (one: Answer, other: Answer) => {
  assert.deepEqual([one.status, other.status], [200, 200]);
  assert.notEqual(one.body, other.body);
};
const assertSame = (one: Answer, other: Answer) => {
  assert.deepEqual([one.status, other.status], [200, 200]);
  assert.equal(one.body, other.body);
};

test('what says that it is public is kept for as long as it says, each query by itself', async () => {
  for (const path of PATHS) {
    const first = await ask(path);
    assertSame(first, await ask(path));
    assertSame(first, await ask(path, {}));
    assertOther(first, await ask(`${path}?sort=price`));
    assertOther(await ask(`${path}?a=1`), await ask(`${path}?a=2`));

    const passing = await ask(`${path}?passing`, forSeconds(1));
    await until(async () => assertOther(passing, await ask(`${path}?passing`, forSeconds(1))));
  }
});

test('what does not say so is not kept', async () => {
  for (const path of PATHS) {
    for (const cacheControl of ['no-store', 'private, max-age=60', 'no-cache']) {
      const headers = { 'x-answer-cache-control': cacheControl };
      assertOther(await ask(path, headers), await ask(path, headers));
    }
  }
});

test('with the service dead, or failing, old answers go on being given', async () => {
  for (const path of PATHS) {
    const failing = await ask(`${path}?failing`, forSeconds(1));
    const dying = await ask(`${path}?dying`, forSeconds(1));
    await expired(async () => {
      const headers = { ...forSeconds(1), 'x-answer-status': '503' };
      assertSame(failing, await ask(`${path}?failing`, headers));
    });
    await ask(`${path}?dying`, forSeconds(1));
    assert.equal(dying.status, 200);
  }
  const kept = await Promise.all(PATHS.map((path) => ask(path, forSeconds(1))));
  await Promise.all([gateway.products.kill(), gateway.bff.kill()]);
  await expired(async () => {
    for (const [index, path] of PATHS.entries()) {
      assertSame(kept[index] ?? assert.fail(), await ask(path, forSeconds(1)));
    }
  });
  assertProblem(await ask('/api/v1/products/never-seen'), 503, 'gateway/unavailable');
});

/** `check` holds again and again until a second, for which the answers were good, is over. */
const expired = async (check: () => Promise<void>) => {
  const end = performance.now() + 1_500;
  while (performance.now() < end) await check();
};

test('who shows a token is answered by the service, and nobody else gets that answer', async () => {
  const path = '/api/v1/products';
  const withToken = { ...forSeconds(60), authorization: 'Bearer abc' };
  const personal = await ask(path, withToken);
  assertOther(personal, await ask(path, withToken));
  const common = await ask(path);
  assertOther(personal, common);
  assertOther(common, await ask(path, withToken));
  assertSame(common, await ask(path));
});

test('an answer that sets a cookie is never kept, and cookies do not get to where answers are kept', async () => {
  for (const path of PATHS) {
    const headers = { ...forSeconds(60), 'x-answer-set-cookie': 'a=b', cookie: '__Host-session=secret' };
    assertOther(await ask(path, headers), await ask(path, headers));
  }
  for (const { headers } of [...gateway.products.seen, ...gateway.bff.seen]) {
    assert.equal(headers.cookie, undefined);
  }
});

test('no path passes for another one with a query', async () => {
  const real = await ask('/api/v1/products/a?b=c');
  assertOther(real, await ask('/api/v1/products/a%3Fb=c'));
  assertOther(await ask('/api/v1/products/x?y'), await ask('/api/v1/products/y%20/api/v1/products/x'));
});

test('other paths, and what is written, are never answered from what is kept', async () => {
  assertOther(await ask('/bff/session'), await ask('/bff/session'));
  const post = () => gateway.ask('/api/v1/products', { method: 'POST', body: '{}', headers: forSeconds(60) });
  await ask('/api/v1/products');
  assertOther(await post(), await post());
});
