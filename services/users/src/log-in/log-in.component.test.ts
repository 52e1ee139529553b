import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMetrics, newId } from '@fondaco/chassis/service';
import type { Session } from '@fondaco/contracts/http/users';
import { createPasswords } from '../account/passwords.ts';
import { createUserMetrics } from '../metrics.ts';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';
import { logIn } from './log-in.ts';

describe('logging in', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  const codeOf = (answer: { body: never }) => (answer.body as { code: string }).code;

  it('opens another session, however the address is spelt', async () => {
    const { email, password, session } = await users.newCustomer();
    const answer = await users.post('/v1/sessions', { email: email.toUpperCase(), password });
    assert.equal(answer.status, 201);
    assert.deepEqual((answer.body as Session).user, session.user);
    assert.notEqual((answer.body as Session).refreshToken, session.refreshToken);
    assert.equal(await users.value('users_log_ins_total', 'logged-in'), 1);
  });

  it('answers the same to a wrong password and an unknown address', async () => {
    const { email } = await users.newCustomer();
    const wrong = await users.post('/v1/sessions', { email, password: 'not the password' });
    const unknown = await users.post('/v1/sessions', {
      email: 'nobody@example.com',
      password: 'not the password',
    });
    for (const answer of [wrong, unknown]) {
      assert.equal(answer.status, 401);
      assert.equal(codeOf(answer), 'users/wrong-credentials');
    }
    const withoutId = (answer: typeof wrong) => ({ ...(answer.body as object), instance: '', traceId: '' });
    assert.deepEqual(withoutId(wrong), withoutId(unknown));
    assert.equal(await users.value('users_log_ins_total', 'wrong-credentials'), 2);
  });

  it('does the same work for an unknown address as for a wrong password', async () => {
    const { email } = await users.newCustomer();
    // CPU time, and turn by turn: what else this machine does concerns both alike.
    const work = async (address: string): Promise<number> => {
      const before = process.cpuUsage();
      await users.post('/v1/sessions', { email: address, password: 'not the password' });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    };
    let [known, unknown] = [Infinity, Infinity];
    for (let round = 0; round < 7; round += 1) {
      known = Math.min(known, await work(email));
      unknown = Math.min(unknown, await work('nobody@example.com'));
    }
    assert.ok(unknown > known / 2 && unknown < known * 2, `${unknown} ms against ${known} ms`);
  });

  it('refuses a new password beside one that is not a one-time password', async () => {
    const { email, password } = await users.newCustomer();
    const answer = await users.post('/v1/sessions', { email, password, newPassword: 'another password' });
    assert.equal(answer.status, 422);
    assert.equal(codeOf(answer), 'users/password-not-one-time');
  });

  it('opens no session when the password was taken away while it was verified', async () => {
    const { email, password } = await users.newCustomer();
    const passwords = await createPasswords({ atOnce: 1, mostWaiting: 1, busy: () => new Error('busy') });
    const slowLogIn = logIn({
      db: users.db,
      passwords: {
        ...passwords,
        verify: async (hash, given) => {
          const isRight = await passwords.verify(hash, given);
          await users.post('/v1/staff', { email }, await users.operatorToken('users'));
          return isRight;
        },
      },
      signAccessToken: async () => 'token',
      metrics: createUserMetrics(createMetrics(), passwords),
      newId,
    });
    const sessions = await users.count('session');
    await assert.rejects(slowLogIn({ email, password }), /users\/wrong-credentials/);
    assert.equal(await users.count('session'), Number(sessions) - 1);
  });

  it('refuses bodies that are not credentials', async () => {
    for (const body of [
      {},
      { email: 'a@example.com' },
      { email: 'a@example.com', password: '' },
      { email: 1, password: 'x' },
      { email: 'a@example.com', password: 'x', admin: true },
    ]) {
      const answer = await users.post('/v1/sessions', body);
      assert.equal(answer.status, 400);
      assert.equal(codeOf(answer), 'request/invalid');
    }
  });
});
