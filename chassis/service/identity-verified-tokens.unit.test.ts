import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, it, type Mock, mock } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { importJWK, type JWK, SignJWT } from 'jose';
import { createVerifiedTokens, type VerifiedToken } from './identity-verified-tokens.ts';
import { createIdentity, createServiceTokenSigner, Problem } from './index.ts';

const newKey = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: { ...publicKey.export({ format: 'jwk' }), kid } as JWK,
    privateKey: { ...privateKey.export({ format: 'jwk' }), kid } as JWK,
  };
};
const users = newKey('k1');
const products = newKey('products');
const LIFETIME_SECONDS = 900;
const START = 1_800_000_000_000;

describe('tokens that were verified before', () => {
  let time: number;
  let published: JWK[];
  let identity: ReturnType<typeof createIdentity>;
  let signatures: Mock<typeof crypto.subtle.verify>;

  beforeEach(() => {
    time = START;
    published = [users.publicKey];
    signatures = mock.method(crypto.subtle, 'verify');
    identity = createIdentity({
      service: 'orders',
      callers: { products: products.publicKey },
      userTokens: { issuer: 'fondaco/users', audience: 'fondaco' },
      fetchKeys: async () => published,
      metrics: new Registry(),
      now: () => time,
    });
  });
  afterEach(() => mock.restoreAll());

  const userToken = async (): Promise<string> =>
    new SignJWT({ sub: 'u1', roles: ['customer'] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
      .setIssuer('fondaco/users')
      .setAudience('fondaco')
      .setIssuedAt(START / 1_000)
      .setExpirationTime(START / 1_000 + LIFETIME_SECONDS)
      .sign(await importJWK(users.privateKey, 'EdDSA'));

  const refusedAs = (code: string) => (error: unknown) => error instanceof Problem && error.code === code;

  it('are not calculated again, and say the same', async () => {
    const token = await userToken();
    const first = await identity.verify(token);
    assert.deepEqual(await identity.verify(token), first);
    assert.deepEqual(first, { kind: 'user', userId: 'u1', roles: ['customer'], token });
    assert.equal(signatures.mock.callCount(), 1);
  });

  it('end when they end', async () => {
    const token = await userToken();
    await identity.verify(token);
    time += (LIFETIME_SECONDS + 4) * 1_000;
    await identity.verify(token);
    time += 1_000;
    await assert.rejects(identity.verify(token), refusedAs('auth/token-expired'));
    await assert.rejects(identity.verify(token), refusedAs('auth/token-expired'));
  });

  it('are refused once their key is no longer published', async () => {
    const token = await userToken();
    await identity.verify(token);
    published = [newKey('k2').publicKey];
    // Known keys are asked for again after ten minutes, beside the request that finds them old.
    time += 601_000;
    await identity.verify(token);
    await new Promise(setImmediate);
    await assert.rejects(identity.verify(token), refusedAs('auth/token-invalid'));
  });

  it('are verified with the new key when another one is published under the same id', async () => {
    const token = await userToken();
    await identity.verify(token);
    published = [newKey('k1').publicKey];
    time += 601_000;
    await identity.verify(token);
    await new Promise(setImmediate);
    await assert.rejects(identity.verify(token), refusedAs('auth/token-invalid'));
  });

  it('are remembered of services too, for their minute', async () => {
    const sign = createServiceTokenSigner({
      service: 'products',
      key: products.privateKey,
      now: () => START,
    });
    const token = await sign('orders');
    for (let count = 0; count < 3; count++) {
      assert.deepEqual(await identity.verify(token), { kind: 'service', name: 'products' });
    }
    assert.equal(signatures.mock.callCount(), 1);
    time += 65_000;
    await assert.rejects(identity.verify(token), refusedAs('auth/token-expired'));
  });

  it('lend nothing to a token that differs in its signature', async () => {
    const token = await userToken();
    await identity.verify(token);
    const forged = `${token.slice(0, -4)}${token.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
    await assert.rejects(identity.verify(forged), refusedAs('auth/token-invalid'));
  });

  it('are as many as may be: the one that was not used for longest is forgotten', () => {
    const tokens = createVerifiedTokens(2);
    const verified: VerifiedToken = {
      caller: { kind: 'service', name: 'products' },
      expiresAt: 10,
      isTrusted: async () => true,
    };
    tokens.remember('a', verified);
    tokens.remember('b', verified);
    assert.equal(tokens.find('a', 1), verified);
    tokens.remember('c', verified);
    assert.deepEqual(
      ['a', 'b', 'c'].map((token) => tokens.find(token, 1) !== undefined),
      [true, false, true],
    );
  });
});
