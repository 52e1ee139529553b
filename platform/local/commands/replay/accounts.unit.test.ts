import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAccounts, emailOf, passwordOf } from './accounts.ts';
import type { ApiRequest } from './public-api.ts';

test('every customer has an address of their own, whatever they are called', () => {
  assert.equal(emailOf('17850'), 'customer-17850@replay.example');
  assert.equal(emailOf(''), 'guests@replay.example');
  const odd = ['A1', 'a1', 'a 1', 'a@1', 'x'.repeat(300)].map(emailOf);
  assert.equal(new Set(odd).size, odd.length);
  for (const email of odd) assert.match(email, /^[a-z0-9-]{1,64}@replay\.example$/);
});

test('passwords follow from the secret, one for each address', () => {
  assert.equal(passwordOf('secret', 'a@b.example'), passwordOf('secret', 'a@b.example'));
  assert.notEqual(passwordOf('secret', 'a@b.example'), passwordOf('secret', 'b@b.example'));
  assert.notEqual(passwordOf('secret', 'a@b.example'), passwordOf('other', 'a@b.example'));
  assert.ok(passwordOf('secret', 'a@b.example').length >= 40);
});

test('several requests of one customer at once share one registration', async () => {
  const asked: ApiRequest[] = [];
  const askAs = createAccounts({
    api: {
      ask: async (request) => {
        asked.push(request);
        return { ok: true, body: { accessToken: 'token' } };
      },
      close: async () => undefined,
    },
    patiently: (attempt) => attempt(),
    secret: 'secret',
  });
  await Promise.all([1, 2, 3].map(() => askAs('17850', { method: 'GET', path: '/orders' })));
  assert.equal(asked.filter(({ path }) => path === '/users').length, 1);
  assert.deepEqual(
    asked.filter(({ path }) => path === '/orders').map(({ headers }) => headers?.authorization),
    ['Bearer token', 'Bearer token', 'Bearer token'],
  );
});

test('a log-in that is refused ends the replay with its reason', async () => {
  const problem = { type: 'about:blank', title: 'Wrong password', status: 401, code: 'users/wrong' };
  const askAs = createAccounts({
    api: {
      ask: async ({ path }) => ({ ok: false, status: path === '/users' ? 409 : 401, problem }),
      close: async () => undefined,
    },
    patiently: (attempt) => attempt(),
    secret: 'secret',
  });
  await assert.rejects(askAs('17850', { method: 'GET', path: '/orders' }), {
    message: 'The replay cannot go on: its log-in was refused, Wrong password (users/wrong).',
  });
});

test('a customer called by control characters is registered under a name without them', async () => {
  const names: unknown[] = [];
  const askAs = createAccounts({
    api: {
      ask: async ({ path, body }) => {
        if (path === '/users') names.push((body as { name: string }).name);
        return { ok: true, body: { accessToken: 'token' } };
      },
      close: async () => undefined,
    },
    patiently: (attempt) => attempt(),
    secret: 'secret',
  });
  await askAs('17\u00008\t5', { method: 'GET', path: '/orders' });
  assert.deepEqual(names, ['Customer 17 8 5']);
});
