import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Session } from '@fondaco/contracts/http/users';
import { hashRefreshToken } from '../session/session.ts';
import { cleanUpSessions, type DeleteExpired } from '../session/session-clean-up.ts';
import { deleteExpiredSessions, deleteExpiredTokens } from '../session/session-store.ts';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';

describe('refreshing a session', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  const refresh = (refreshToken: string) => users.post('/v1/sessions/refresh', { refreshToken });
  const tokensOf = async (refreshToken: string): Promise<Session> => {
    const answer = await refresh(refreshToken);
    assert.equal(answer.status, 200);
    return answer.body as Session;
  };
  const assertEnded = async (refreshToken: string): Promise<void> => {
    const answer = await refresh(refreshToken);
    assert.equal(answer.status, 401);
    assert.equal((answer.body as { code: string }).code, 'users/session-ended');
  };
  const shiftToken = (refreshToken: string, column: 'replaced_at' | 'expires_at', interval: string) =>
    users.db.query({
      name: `test.shift-${column}`,
      text: `UPDATE refresh_token SET ${column} = ${column} + $2::interval WHERE token_hash = $1`,
      values: [hashRefreshToken(refreshToken), interval],
    });

  it('gives new tokens for the old one, again and again', async () => {
    const { session } = await users.newCustomer();
    const second = await tokensOf(session.refreshToken);
    const third = await tokensOf(second.refreshToken);
    assert.equal(new Set([session, second, third].map((tokens) => tokens.refreshToken)).size, 3);
    assert.equal((await users.get('/v1/me', third.accessToken)).status, 200);
    assert.deepEqual(third.user, session.user);
  });

  it('answers again within the grace, also to two at the same time', async () => {
    const { session } = await users.newCustomer();
    const [first, second] = await Promise.all([
      tokensOf(session.refreshToken),
      tokensOf(session.refreshToken),
    ]);
    await tokensOf(first.refreshToken);
    await tokensOf(second.refreshToken);
    await tokensOf(session.refreshToken);
  });

  it('ends the whole session when a token comes back after the grace', async () => {
    const { session, email, password } = await users.newCustomer();
    const next = await tokensOf(session.refreshToken);
    await shiftToken(session.refreshToken, 'replaced_at', '-31 seconds');
    await assertEnded(session.refreshToken);
    await assertEnded(next.refreshToken);
    assert.equal((await users.post('/v1/sessions', { email, password })).status, 201);
  });

  it('does not prolong the grace when asked again', async () => {
    const { session } = await users.newCustomer();
    await tokensOf(session.refreshToken);
    await shiftToken(session.refreshToken, 'replaced_at', '-20 seconds');
    await tokensOf(session.refreshToken);
    await shiftToken(session.refreshToken, 'replaced_at', '-11 seconds');
    await assertEnded(session.refreshToken);
  });

  it('refuses tokens that are unknown, expired or not of their form', async () => {
    await assertEnded('unknown');
    const { session } = await users.newCustomer();
    await shiftToken(session.refreshToken, 'expires_at', '-31 days');
    await assertEnded(session.refreshToken);
    for (const body of [{}, { refreshToken: '' }, { refreshToken: 5 }, { refreshToken: 'x'.repeat(257) }]) {
      assert.equal((await users.post('/v1/sessions/refresh', body)).status, 400);
    }
  });

  it('ends with the log-out, whichever of its tokens is shown', async () => {
    const { session } = await users.newCustomer();
    const next = await tokensOf(session.refreshToken);
    const answer = await users.post('/v1/sessions/end', { refreshToken: session.refreshToken });
    assert.equal(answer.status, 204);
    assert.equal(answer.body, null);
    await assertEnded(next.refreshToken);
    assert.equal((await users.post('/v1/sessions/end', { refreshToken: 'unknown' })).status, 204);
    assert.equal((await users.post('/v1/sessions/end', {})).status, 400);
  });

  it('deletes what has expired and nothing else', async () => {
    const [gone, staying] = [await users.newCustomer(), await users.newCustomer()];
    await users.db.query({
      name: 'test.expire',
      text: "UPDATE session SET expires_at = now() - interval '1 second' WHERE account_id = $1",
      values: [gone.session.user.userId],
    });
    const deleteExpired: DeleteExpired[] = [
      (most) => deleteExpiredSessions(users.db, most),
      (most) => deleteExpiredTokens(users.db, most),
    ];
    const next = await tokensOf(staying.session.refreshToken);
    await shiftToken(staying.session.refreshToken, 'expires_at', '-31 days');
    assert.ok((await cleanUpSessions(deleteExpired)) >= 2);
    await assertEnded(gone.session.refreshToken);
    await tokensOf(next.refreshToken);
    assert.equal(await cleanUpSessions(deleteExpired), 0);
  });
});
