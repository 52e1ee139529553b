import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem, Unavailable } from '../service/index.ts';
import { createLoginRenewal, LoginEnded } from './login-renewal.ts';
import { loginFrom, type UserSession } from './session.ts';

const start = new Date('2026-11-23T12:00:00Z');
const after = (seconds: number) => () => new Date(start.getTime() + seconds * 1000);
let given = 0;
const userSession = (expiresIn = 900): UserSession => {
  given += 1;
  return {
    user: { email: 'ada@example.org', name: 'Ada' },
    accessToken: `access-token-${given}`,
    refreshToken: `refresh-token-${given}`,
    expiresIn,
  };
};
const login = () => loginFrom(userSession(900), start);

test('a token that is good for a while yet is not renewed', async () => {
  const users = { refresh: () => assert.fail('Users was asked') };
  const known = login();
  assert.equal(await createLoginRenewal({ users, now: after(800) }).fresh(known), known);
});

test('requests at once share one refresh of the same token', async () => {
  let asked = 0;
  const users = {
    refresh: async () => {
      asked += 1;
      return userSession();
    },
  };
  const renewal = createLoginRenewal({ users, now: after(880) });
  const known = login();
  const renewed = await Promise.all([renewal.fresh(known), renewal.fresh(known), renewal.fresh(known)]);
  assert.equal(asked, 1);
  assert.equal(new Set(renewed.map(({ accessToken }) => accessToken)).size, 1);
  assert.notEqual(renewed[0].accessToken, known.accessToken);
});

test('while Users is away a token that has not run out is used on', async () => {
  const users = { refresh: () => Promise.reject(new Unavailable('away')) };
  const known = login();
  assert.equal(await createLoginRenewal({ users, now: after(890) }).fresh(known), known);
  await assert.rejects(createLoginRenewal({ users, now: after(900) }).fresh(known), Unavailable);
});

test('a refresh token that Users refuses ends the login', async () => {
  const refused = new Problem({ status: 401, code: 'users/session-ended', title: 'ended' });
  const users = { refresh: () => Promise.reject(refused) };
  await assert.rejects(createLoginRenewal({ users, now: after(890) }).fresh(login()), LoginEnded);
});
