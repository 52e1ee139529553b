import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertOpenApi } from '@fondaco/chassis/testing';
import type { Session } from '@fondaco/contracts/http/users';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';

const valid = { email: 'Ann@Example.com', password: 'correct horse battery', name: ' Ann ' };

describe('registering', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  it('makes a customer who is logged in', async () => {
    const answer = await users.post('/v1/users', valid);
    assert.equal(answer.status, 201);
    const session = answer.body as Session;
    assert.equal(session.user.email, 'ann@example.com');
    assert.equal(session.user.name, 'Ann');
    assert.deepEqual(session.user.roles, ['customer']);
    assert.equal(session.expiresIn, 900);
    const me = await users.get('/v1/me', session.accessToken);
    assert.deepEqual(me.body, session.user);
    assert.equal(await users.value('users_registrations_total'), 1);
    assert.equal(await users.count('session'), 1);
  });

  it('stores neither the password nor the refresh token as they are, and logs neither', async () => {
    const { session, email } = await users.newCustomer();
    const { rows } = await users.db.query<{ hash: string; token: string }>({
      name: 'test.secrets',
      text: `SELECT password_hash AS hash, encode(token_hash, 'hex') AS token
             FROM account JOIN session USING (account_id) JOIN refresh_token USING (session_id) WHERE email = $1`,
      values: [email],
    });
    assert.match(rows[0]?.hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.ok(!JSON.stringify(rows).includes(session.refreshToken));
    const logged = JSON.stringify(users.logs);
    for (const secret of [session.refreshToken, session.accessToken, email, valid.password]) {
      assert.ok(!logged.includes(secret));
    }
  });

  it('refuses an address that is taken, however it is spelt, and leaves nothing behind', async () => {
    const before = await users.count('session');
    const answer = await users.post('/v1/users', { ...valid, email: 'ANN@example.COM' });
    assert.equal(answer.status, 409);
    assert.equal((answer.body as { code: string }).code, 'users/email-taken');
    assert.equal(await users.count('session'), before);
  });

  it('refuses a body that is larger than any registration', async () => {
    const answer = await users.post('/v1/users', { ...valid, name: 'x'.repeat(20_000) });
    assert.equal(answer.status, 413);
    assert.equal((answer.body as { code: string }).code, 'request/too-large');
  });

  it('makes one account of two registrations of the same address at the same time', async () => {
    const twins = { ...valid, email: 'twin@example.com' };
    const answers = await Promise.all([users.post('/v1/users', twins), users.post('/v1/users', twins)]);
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409]);
  });

  const bad: readonly [string, object][] = [
    ['no e-mail address', { ...valid, email: 'ann' }],
    ['a list of addresses', { ...valid, email: ['a@example.com'] }],
    ['an address of 300 characters', { ...valid, email: `${'a'.repeat(290)}@example.com` }],
    ['a password of nine characters', { ...valid, password: '123456789' }],
    ['a password of 129 characters', { ...valid, password: 'x'.repeat(129) }],
    ['a password that is a number', { ...valid, password: 1234567890 }],
    ['no name', { email: 'b@example.com', password: valid.password }],
    ['a blank name', { ...valid, email: 'blank@example.com', name: '   ' }],
    ['a name of two lines', { ...valid, email: 'lines@example.com', name: 'Ann\r\nBcc: all@example.com' }],
    ['a name with half a character', { ...valid, email: 'half@example.com', name: 'Ann \ud800' }],
    ['a name with U+0000', { ...valid, email: 'nul@example.com', name: 'A\u0000' }],
    ['a role of the own choice', { ...valid, email: 'c@example.com', roles: ['staff'] }],
    ['nothing', {}],
  ];
  for (const [what, body] of bad) {
    it(`refuses ${what}`, async () => {
      const before = await users.count('account');
      const answer = await users.post('/v1/users', body);
      assert.equal(answer.status, 400);
      assert.match((answer.body as { code: string }).code, /^request\/(invalid|malformed)$/);
      assert.equal(await users.count('account'), before);
    });
  }

  it('tells the last of a crowd to come back rather than let all of them wait', async () => {
    const answers = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        users.post('/v1/users', { ...valid, email: `crowd-${index}@example.com` }),
      ),
    );
    const refused = answers.filter((answer) => answer.status !== 201);
    assert.ok(refused.length > 0 && refused.length <= 19, `${refused.length} refused`);
    for (const answer of refused) {
      assert.equal(answer.status, 503);
      assert.equal((answer.body as { code: string }).code, 'users/busy');
      assert.equal(answer.headers['retry-after'], '1');
    }
  });

  it('is described, with all other routes, in openapi.json', async () => {
    await assertOpenApi(users.http, new URL('../../openapi.json', import.meta.url).pathname);
  });
});
