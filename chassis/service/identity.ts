import { errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { request } from 'undici';
import type { Caller } from './caller.ts';
import { createCounter } from './create-metric.ts';
import { createVerifiedTokens, type VerifiedToken } from './identity-verified-tokens.ts';
import { createKeySet, type FetchKeys } from './key-set.ts';
import type { Metrics } from './metrics.ts';
import { Problem } from './problem.ts';

export type Identity = {
  /** The caller behind a bearer token. Throws Problem 401, or Unavailable when keys cannot be had. */
  verify(token: string): Promise<Caller>;
};

export type IdentityOptions = {
  /** This service: the audience of service tokens. */
  readonly service: string;
  /** Public Ed25519 keys of those who may call with service tokens, by name. */
  readonly callers: Readonly<Record<string, JWK>>;
  /** What user tokens are issued as and for. */
  readonly userTokens: { readonly issuer: string; readonly audience: string };
  readonly metrics: Metrics;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
} & (
  | { /** The keys of user tokens are at `<usersUrl>/v1/keys`. */ readonly usersUrl: string }
  | { readonly fetchKeys: FetchKeys }
);

const CLOCK_TOLERANCE_SECONDS = 5;
const SERVICE_TOKEN_SECONDS = 60;
const REMEMBERED_TOKENS = 5_000;
const REFUSED = {
  name: 'auth_tokens_refused_total',
  help: 'Bearer tokens that were refused, by problem code.',
  labels: { code: null },
} as const;

/**
 * Verifies Ed25519-signed JWTs of users and services; nothing else is a token. A signature that was good is not
 * calculated again while its key is in use; when a token ends is judged every time.
 */
export const createIdentity = (options: IdentityOptions): Identity => {
  const now = options.now ?? Date.now;
  const keySet = createKeySet('fetchKeys' in options ? options.fetchKeys : fetchFrom(options.usersUrl), now);
  const verified = createVerifiedTokens(REMEMBERED_TOKENS);
  const callerKeys = new Map(
    Object.entries(options.callers).map(([name, jwk]) => [
      name,
      importJWK({ ...jwk, alg: 'EdDSA' }, 'EdDSA'),
    ]),
  );
  const refused = createCounter(options.metrics, REFUSED);

  const verifyUser = async (token: string): Promise<VerifiedToken> => {
    const { payload, protectedHeader, key } = await jwtVerify(token, (header) => keySet.find(header.kid), {
      algorithms: ['EdDSA'],
      issuer: options.userTokens.issuer,
      audience: options.userTokens.audience,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'exp'],
    });
    const { sub, roles } = payload;
    if (
      typeof sub !== 'string' ||
      !Array.isArray(roles) ||
      !roles.every((role) => typeof role === 'string')
    ) {
      throw new errors.JWTInvalid('claims are missing');
    }
    return {
      caller: { kind: 'user', userId: sub, roles, token },
      expiresAt: Number(payload.exp),
      isTrusted: async () => (await keySet.find(protectedHeader.kid)) === key,
    };
  };

  const verifyService = async (token: string, name: string): Promise<VerifiedToken> => {
    const key = callerKeys.get(name);
    if (key === undefined) throw new errors.JWTInvalid('issuer is not known');
    const { payload } = await jwtVerify(token, await key, {
      algorithms: ['EdDSA'],
      issuer: name,
      audience: options.service,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now()),
      maxTokenAge: SERVICE_TOKEN_SECONDS,
      requiredClaims: ['exp', 'iat'],
    });
    if (Number(payload.exp) - Number(payload.iat) > SERVICE_TOKEN_SECONDS) {
      throw new errors.JWTInvalid('lifetime is too long');
    }
    return {
      caller: { kind: 'service', name },
      expiresAt: Number(payload.exp),
      isTrusted: async () => true,
    };
  };

  return {
    verify: async (token) => {
      try {
        const known = verified.find(token, now() / 1_000 - CLOCK_TOLERANCE_SECONDS);
        if (known !== undefined && (await known.isTrusted())) return known.caller;
        const issuer = unverifiedIssuer(token);
        const fresh =
          issuer === options.userTokens.issuer ? await verifyUser(token) : await verifyService(token, issuer);
        verified.remember(token, fresh);
        return fresh.caller;
      } catch (error) {
        const problem = refusal(error);
        if (problem === null) throw error;
        refused.inc({ code: problem.code });
        throw problem;
      }
    },
  };
};

/** Only to choose the key with; nothing is believed before the signature is verified. */
const unverifiedIssuer = (token: string): string => {
  const claims = token.split('.')[1];
  try {
    const { iss } = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString('utf8')) as JWTPayload;
    if (typeof iss === 'string') return iss;
  } catch {
    // falls through: whatever is not JSON is no token
  }
  throw new errors.JWTInvalid('not a token');
};

const refusal = (error: unknown): Problem | null => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
  if (error instanceof errors.JWTExpired) {
    return new Problem({
      status: 401,
      code: 'auth/token-expired',
      title: 'The access token has expired',
      headers,
    });
  }
  if (error instanceof errors.JOSEError || error instanceof TypeError) {
    return new Problem({
      status: 401,
      code: 'auth/token-invalid',
      title: 'The access token is not valid',
      headers,
    });
  }
  return null;
};

const fetchFrom =
  (usersUrl: string): FetchKeys =>
  async () => {
    // Not Node's own `fetch`: that would load a second undici beside this one.
    const { statusCode, body } = await request(`${usersUrl}/v1/keys`, { signal: AbortSignal.timeout(2_000) });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`${usersUrl}/v1/keys answered ${statusCode}`);
    }
    return ((await body.json()) as { keys: JWK[] }).keys;
  };
