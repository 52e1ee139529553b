import { generateKeyPairSync } from 'node:crypto';
import { Registry } from '@prometheus-io/client';
import { importJWK, type JWK, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { createIdentity, createServiceTokenSigner, type Identity } from '../service/index.ts';

const ISSUER = 'fondaco/users';
const AUDIENCE = 'fondaco';
const LIFETIME_SECONDS = 900;

type UserClaims = { readonly userId?: string; readonly roles?: readonly string[] };

export type TestIdentity = {
  readonly identity: Identity;
  userToken(claims?: UserClaims): Promise<string>;
  expiredUserToken(claims?: UserClaims): Promise<string>;
  /** Signed with a key that nobody knows. */
  forgedUserToken(claims?: UserClaims): Promise<string>;
  userTokenForAnotherAudience(claims?: UserClaims): Promise<string>;
  /** `alg: none`, without a signature. */
  unsignedUserToken(claims?: UserClaims): Promise<string>;
  /** `caller` is one of the callers that were given. */
  serviceToken(caller: string, audience?: string): Promise<string>;
};

/** Verifies real tokens of keys of its own; `service` is the audience of service tokens. */
export const testIdentity = (
  options: { readonly service?: string; readonly callers?: readonly string[] } = {},
): TestIdentity => {
  const service = options.service ?? 'test';
  const users = newKey('test');
  const stranger = newKey('test');
  const callers = new Map((options.callers ?? ['operator']).map((name) => [name, newKey(name)]));

  const sign = async (claims: UserClaims, how: { key?: Key; audience?: string; age?: number } = {}) => {
    const issuedAt = Math.floor(Date.now() / 1000) - (how.age ?? 0);
    return new SignJWT({ roles: claims.roles ?? ['customer'] })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setSubject(claims.userId ?? v7())
      .setIssuer(ISSUER)
      .setAudience(how.audience ?? AUDIENCE)
      .setJti(v7())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .sign(await importJWK((how.key ?? users).privateKey, 'EdDSA'));
  };

  return {
    identity: createIdentity({
      service,
      callers: Object.fromEntries([...callers].map(([name, key]) => [name, key.publicKey])),
      userTokens: { issuer: ISSUER, audience: AUDIENCE },
      fetchKeys: async () => [users.publicKey],
      metrics: new Registry(),
    }),
    userToken: (claims = {}) => sign(claims),
    expiredUserToken: (claims = {}) => sign(claims, { age: LIFETIME_SECONDS + 60 }),
    forgedUserToken: (claims = {}) => sign(claims, { key: stranger }),
    userTokenForAnotherAudience: (claims = {}) => sign(claims, { audience: 'somebody-else' }),
    unsignedUserToken: async (claims = {}) => {
      const [, payload] = (await sign(claims)).split('.');
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    },
    serviceToken: (caller, audience = service) => {
      const key = callers.get(caller);
      if (key === undefined) throw new Error(`name ${caller} in testIdentity({ callers: [...] })`);
      return createServiceTokenSigner({ service: caller, key: key.privateKey })(audience);
    },
  };
};

type Key = { readonly publicKey: JWK; readonly privateKey: JWK };

const newKey = (kid: string): Key => {
  const pair = generateKeyPairSync('ed25519');
  return {
    publicKey: { ...pair.publicKey.export({ format: 'jwk' }), kid },
    privateKey: { ...pair.privateKey.export({ format: 'jwk' }), kid },
  };
};
