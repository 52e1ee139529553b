import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createIdentity, createMetrics } from '@fondaco/chassis/service';
import type { JsonWebKeySet } from '@fondaco/contracts/http/users';
import { decodeProtectedHeader } from 'jose';
import type { Static } from 'typebox';
import { startUsers, type UsersForTests } from '../users-for-tests.ts';

describe('signing keys', () => {
  let users: UsersForTests;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.close());

  const published = async (): Promise<Static<typeof JsonWebKeySet>> => (await users.get('/v1/keys')).body;

  it('are published without their private half', async () => {
    const { keys } = await published();
    assert.equal(keys.length, 1);
    assert.deepEqual(Object.keys(keys[0] ?? {}).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  });

  it('verify the access tokens of users elsewhere', async () => {
    const { session } = await users.newCustomer();
    const identity = createIdentity({
      service: 'orders',
      callers: {},
      userTokens: { issuer: 'fondaco/users', audience: 'fondaco' },
      fetchKeys: async () => (await published()).keys,
      metrics: createMetrics(),
    });
    const caller = await identity.verify(session.accessToken);
    assert.equal(caller.kind === 'user' && caller.userId, session.user.userId);
    const { keys } = await published();
    const { alg, kid } = decodeProtectedHeader(session.accessToken);
    assert.deepEqual({ alg, kid }, { alg: 'EdDSA', kid: keys[0]?.kid });
  });

  it('are one and the same for replicas that start at the same time', async () => {
    const fresh = await startUsers();
    await fresh.db.query({ name: 'test.no-keys', text: 'DELETE FROM signing_key' });
    const replicas = await Promise.all(
      ['users-2', 'users-3', 'users-4'].map((name) => fresh.startReplica(name)),
    );
    const answers = await Promise.all(replicas.map(({ service }) => service.http.inject('/v1/keys')));
    assert.equal(new Set(answers.map((answer) => answer.body)).size, 1);
    const { rows } = await fresh.db.query({ name: 'test.keys', text: 'SELECT key_id FROM signing_key' });
    assert.equal(rows.length, 1);
    for (const { service } of replicas) await service.close();
    await fresh.close();
  });

  it('are sealed in the database: another secret does not start the service', async () => {
    const { rows } = await users.db.query<{ sealed: string }>({
      name: 'test.sealed',
      text: "SELECT encode(sealed_private_key, 'escape') AS sealed FROM signing_key",
    });
    assert.doesNotMatch(rows[0]?.sealed ?? '', /Ed25519/);
    await assert.rejects(
      users.startReplica('users-2', randomBytes(32).toString('base64')),
      /SIGNING_KEY_SECRET does not open signing key/,
    );
  });
});
