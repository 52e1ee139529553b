import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExpired, isNearExpiry, loginFrom, visitorOf } from './session.ts';

const now = new Date('2026-11-23T12:00:00Z');
const login = loginFrom(
  {
    user: { email: 'ada@example.org', name: 'Ada' },
    accessToken: 'access',
    refreshToken: 'refresh',
    expiresIn: 900,
  },
  now,
);
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test('a login is near its expiry for the last 30 seconds', () => {
  assert.equal(isNearExpiry(login, after(870)), false);
  assert.equal(isNearExpiry(login, after(871)), true);
});

test('a login is expired from the second on that its token ends', () => {
  assert.equal(isExpired(login, after(899)), false);
  assert.equal(isExpired(login, after(900)), true);
});

test('a visitor holds no token but the one against forged requests', () => {
  assert.deepEqual(visitorOf({ csrfToken: 'csrf', login }), {
    user: { email: 'ada@example.org', name: 'Ada' },
    csrfToken: 'csrf',
  });
});
