import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { Registry } from '@prometheus-io/client';
import { importJWK, type JWK, SignJWT } from 'jose';
import { createIdentity, createServiceTokenSigner, type FetchKeys, Problem, Unavailable } from './index.ts';
import { createKeySet } from './key-set.ts';

const newKey = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: { ...publicKey.export({ format: 'jwk' }), kid } as JWK,
    privateKey: { ...privateKey.export({ format: 'jwk' }), kid } as JWK,
  };
};
const users = newKey('k1');
const products = newKey('products');
const userTokens = { issuer: 'fondaco/users', audience: 'fondaco' };

const identityWith = (fetchKeys: FetchKeys) =>
  createIdentity({
    service: 'orders',
    callers: { products: products.publicKey },
    userTokens,
    fetchKeys,
    metrics: new Registry(),
  });
const identity = identityWith(async () => [users.publicKey]);

type Token = {
  readonly claims?: Record<string, unknown>;
  readonly kid?: string;
  readonly key?: JWK;
  readonly issuer?: string;
  readonly audience?: string;
  readonly issuedAt?: number;
  readonly lifetime?: number;
};
const now = () => Math.floor(Date.now() / 1000);
const signed = async (token: Token): Promise<string> => {
  const issuedAt = token.issuedAt ?? now();
  return new SignJWT({ sub: 'u1', roles: ['customer'], ...token.claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: token.kid ?? 'k1' })
    .setIssuer(token.issuer ?? userTokens.issuer)
    .setAudience(token.audience ?? userTokens.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (token.lifetime ?? 900))
    .sign(await importJWK(token.key ?? users.privateKey, 'EdDSA'));
};
const fromProducts = (token: Token = {}) =>
  signed({ key: products.privateKey, issuer: 'products', audience: 'orders', lifetime: 60, ...token });

const refusedAs = (code: string) => (error: unknown) => {
  assert.ok(error instanceof Problem);
  assert.equal(error.status, 401);
  assert.equal(error.code, code);
  return true;
};

describe('identity of users', () => {
  it('is who the token says', async () => {
    const token = await signed({});
    assert.deepEqual(await identity.verify(token), {
      kind: 'user',
      userId: 'u1',
      roles: ['customer'],
      token,
    });
  });

  it('allows clocks to differ by five seconds, not by more', async () => {
    await identity.verify(await signed({ issuedAt: now() - 903 }));
    await assert.rejects(
      identity.verify(await signed({ issuedAt: now() - 910 })),
      refusedAs('auth/token-expired'),
    );
  });

  it('is refused with claims missing', async () => {
    await assert.rejects(
      identity.verify(await signed({ claims: { roles: 'staff' } })),
      refusedAs('auth/token-invalid'),
    );
    await assert.rejects(
      identity.verify(await signed({ claims: { sub: undefined } })),
      refusedAs('auth/token-invalid'),
    );
  });

  it('is refused for another audience, another key or an unknown key id', async () => {
    const invalid = refusedAs('auth/token-invalid');
    await assert.rejects(identity.verify(await signed({ audience: 'bank' })), invalid);
    await assert.rejects(identity.verify(await signed({ key: newKey('k1').privateKey })), invalid);
    await assert.rejects(identity.verify(await signed({ kid: 'k2' })), invalid);
  });

  it('is refused without a signature, or with one of another algorithm', async () => {
    const [, payload] = (await signed({})).split('.');
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const hmac = await new SignJWT({ sub: 'u1', roles: ['staff'] })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(userTokens.issuer)
      .setAudience(userTokens.audience)
      .setExpirationTime('15m')
      .sign(Buffer.from(String(users.publicKey.x)));
    for (const token of [
      `${header({ alg: 'none' })}.${payload}.`,
      hmac,
      `${payload}`,
      'a.b.c',
      '',
      '..',
      '....',
    ]) {
      await assert.rejects(identity.verify(token), refusedAs('auth/token-invalid'));
    }
  });
});

describe('identity of services', () => {
  it('is the caller whose key signed', async () => {
    const sign = createServiceTokenSigner({ service: 'products', key: products.privateKey });
    assert.deepEqual(await identity.verify(await sign('orders')), { kind: 'service', name: 'products' });
  });

  it('is refused for an unknown caller, another service, another key or a user key', async () => {
    const invalid = refusedAs('auth/token-invalid');
    await assert.rejects(identity.verify(await fromProducts({ issuer: 'payments' })), invalid);
    await assert.rejects(identity.verify(await fromProducts({ audience: 'users' })), invalid);
    await assert.rejects(identity.verify(await fromProducts({ key: newKey('x').privateKey })), invalid);
    await assert.rejects(identity.verify(await signed({ key: products.privateKey })), invalid);
  });

  it('is refused for tokens that live or lived longer than a minute', async () => {
    await assert.rejects(
      identity.verify(await fromProducts({ lifetime: 61 })),
      refusedAs('auth/token-invalid'),
    );
    await assert.rejects(
      identity.verify(await fromProducts({ issuedAt: now() - 70, lifetime: 60 })),
      refusedAs('auth/token-expired'),
    );
  });
});

describe('service tokens', () => {
  it('are kept until shortly before they end', async () => {
    let time = 1_000_000;
    const sign = createServiceTokenSigner({ service: 'products', key: products.privateKey, now: () => time });
    const first = await sign('orders');
    time += 44_000;
    assert.equal(await sign('orders'), first);
    assert.notEqual(await sign('users'), first);
    time += 2_000;
    assert.notEqual(await sign('orders'), first);
  });
});

describe('keys of user tokens', () => {
  const away: FetchKeys = async () => {
    throw new Error('users is away');
  };

  it('make a caller wait, not a stranger of him, while they were never fetched', async () => {
    await assert.rejects(async () => identityWith(away).verify(await signed({})), Unavailable);
  });

  it('serve on while users is away', async () => {
    let fetchKeys: FetchKeys = async () => [users.publicKey];
    let time = 0;
    const keySet = createKeySet(
      () => fetchKeys(),
      () => time,
    );
    await keySet.find('k1');
    fetchKeys = away;
    time += 3_600_000;
    await keySet.find('k1');
    await keySet.find('k1');
  });

  it('are asked for again for an unknown id, once in a cooldown', async () => {
    let time = 0;
    let fetches = 0;
    let published = [users.publicKey];
    const keySet = createKeySet(
      async () => {
        fetches += 1;
        return published;
      },
      () => time,
    );
    await keySet.find('k1');
    published = [newKey('k2').publicKey, users.publicKey];
    await assert.rejects(keySet.find('k2'));
    await assert.rejects(keySet.find('forged'));
    assert.equal(fetches, 1);
    time += 11_000;
    await keySet.find('k2');
    assert.equal(fetches, 2);
  });

  it('are fetched once for many callers at the same time', async () => {
    let fetches = 0;
    const keySet = createKeySet(async () => {
      fetches += 1;
      return [users.publicKey];
    });
    await Promise.all([keySet.find('k1'), keySet.find('k1'), keySet.find('k1')]);
    assert.equal(fetches, 1);
  });
});
