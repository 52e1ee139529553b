import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';

describe('reading who I am', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  it('answers the account behind the token', async () => {
    const { session } = await users.newCustomer();
    const answer = await users.get('/v1/me', session.accessToken);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, session.user);
  });

  it('asks for a token of a user', async () => {
    const { session } = await users.newCustomer();
    assert.equal((await users.get('/v1/me')).status, 401);
    assert.equal((await users.get('/v1/me', `${session.accessToken}x`)).status, 401);
    assert.equal((await users.get('/v1/me', await users.operatorToken('users'))).status, 403);
  });

  it('says so when the account is gone', async () => {
    const { session } = await users.newCustomer();
    await users.db.query({
      name: 'test.delete-account',
      text: 'DELETE FROM account WHERE account_id = $1',
      values: [session.user.userId],
    });
    const answer = await users.get('/v1/me', session.accessToken);
    assert.equal(answer.status, 404);
    assert.equal((answer.body as { code: string }).code, 'users/no-such-account');
  });
});
