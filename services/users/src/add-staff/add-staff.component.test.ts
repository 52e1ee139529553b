import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Session, StaffInvitation } from '@fondaco/contracts/http/users';
import type { Static } from 'typebox';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';

const NEW_PASSWORD = 'a password of my own';

describe('adding staff', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  const invite = async (email: string): Promise<Static<typeof StaffInvitation>> => {
    const answer = await users.post('/v1/staff', { email }, await users.operatorToken('users'));
    assert.equal(answer.status, 201);
    return answer.body;
  };
  const logIn = (email: string, password: string, newPassword?: string) =>
    users.post('/v1/sessions', { email, password, ...(newPassword === undefined ? {} : { newPassword }) });
  const assertRefused = (answer: { status: number; body: never }, status: number, code: string) => {
    assert.equal(answer.status, status);
    assert.equal((answer.body as { code: string }).code, code);
  };

  it('makes an account with a one-time password of a day', async () => {
    const { user, oneTimePassword, expiresAt } = await invite('Boss@example.com');
    assert.equal(user.email, 'boss@example.com');
    assert.deepEqual(user.roles, ['customer', 'staff']);
    assert.match(oneTimePassword, /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    const hours = (new Date(expiresAt).getTime() - Date.now()) / 3_600_000;
    assert.ok(hours > 23.9 && hours <= 24.1);
    assert.ok(!JSON.stringify(users.logs).includes(oneTimePassword));
  });

  it('asks for a password of their own at the first log-in, and takes the one-time password once', async () => {
    const { oneTimePassword } = await invite('first@example.com');
    assertRefused(await logIn('first@example.com', oneTimePassword), 403, 'users/password-change-required');
    assertRefused(
      await logIn('first@example.com', oneTimePassword, oneTimePassword),
      422,
      'users/password-not-new',
    );
    assertRefused(
      await logIn('first@example.com', 'wrong password', NEW_PASSWORD),
      401,
      'users/wrong-credentials',
    );
    const answer = await logIn('first@example.com', oneTimePassword, NEW_PASSWORD);
    assert.equal(answer.status, 201);
    assert.deepEqual((answer.body as Session).user.roles, ['customer', 'staff']);
    assertRefused(
      await logIn('first@example.com', oneTimePassword, NEW_PASSWORD),
      401,
      'users/wrong-credentials',
    );
    assert.equal((await logIn('first@example.com', NEW_PASSWORD)).status, 201);
  });

  it('takes the one-time password once of two at the same time', async () => {
    const { oneTimePassword } = await invite('twice@example.com');
    const answers = await Promise.all(
      ['the first password', 'the second password'].map((own) =>
        logIn('twice@example.com', oneTimePassword, own),
      ),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 401]);
  });

  it('refuses a one-time password after its day', async () => {
    const { oneTimePassword, user } = await invite('late@example.com');
    await users.db.query({
      name: 'test.expire',
      text: 'UPDATE account SET one_time_until = now() WHERE account_id = $1',
      values: [user.userId],
    });
    const answer = await logIn('late@example.com', oneTimePassword, NEW_PASSWORD);
    assertRefused(answer, 403, 'users/one-time-password-expired');
  });

  it('takes over an existing account: its old password and sessions end', async () => {
    const { email, password, session } = await users.newCustomer();
    const { user, oneTimePassword } = await invite(email);
    assert.equal(user.userId, session.user.userId);
    assertRefused(await logIn(email, password), 401, 'users/wrong-credentials');
    const refresh = await users.post('/v1/sessions/refresh', { refreshToken: session.refreshToken });
    assertRefused(refresh, 401, 'users/session-ended');
    assert.equal((await logIn(email, oneTimePassword, NEW_PASSWORD)).status, 201);
  });

  it('is for the operator alone', async () => {
    const { session } = await users.newCustomer();
    const body = { email: 'thief@example.com' };
    assertRefused(await users.post('/v1/staff', body), 401, 'auth/token-missing');
    assertRefused(await users.post('/v1/staff', body, session.accessToken), 403, 'auth/forbidden');
    const forAnother = await users.operatorToken('products');
    assertRefused(await users.post('/v1/staff', body, forAnother), 401, 'auth/token-invalid');
  });

  it('refuses what is no address', async () => {
    const token = await users.operatorToken('users');
    for (const body of [{}, { email: 'boss' }, { email: 'boss@example.com', roles: ['owner'] }]) {
      assertRefused(await users.post('/v1/staff', body, token), 400, 'request/invalid');
    }
  });
});
