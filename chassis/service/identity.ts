import { Counter } from '@prometheus-io/client';
import { errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { createKeySet, type FetchKeys } from './key-set.ts';
import type { Metrics } from './metrics.ts';
import { Problem } from './problem.ts';

/** Who calls: a user with an access token, or another part of the system with a token of its own. */
export type Caller =
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly roles: readonly string[];
      readonly token: string;
    }
  | { readonly kind: 'service'; readonly name: string };

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
} & (
  | { /** The keys of user tokens are at `<usersUrl>/v1/keys`. */ readonly usersUrl: string }
  | { readonly fetchKeys: FetchKeys }
);

const CLOCK_TOLERANCE_SECONDS = 5;
const SERVICE_TOKEN_SECONDS = 60;
const REFUSED = 'auth_tokens_refused_total';

/** Verifies Ed25519-signed JWTs of users and services; nothing else is a token. */
export const createIdentity = (options: IdentityOptions): Identity => {
  const keySet = createKeySet('fetchKeys' in options ? options.fetchKeys : fetchFrom(options.usersUrl));
  const callerKeys = new Map(
    Object.entries(options.callers).map(([name, jwk]) => [
      name,
      importJWK({ ...jwk, alg: 'EdDSA' }, 'EdDSA'),
    ]),
  );
  const refused =
    (options.metrics.getSingleMetric(REFUSED) as Counter<'code'> | undefined) ??
    new Counter({
      name: REFUSED,
      help: 'Bearer tokens that were refused, by problem code.',
      labelNames: ['code'] as const,
      registers: [options.metrics],
    });

  const verifyUser = async (token: string): Promise<Caller> => {
    const { payload } = await jwtVerify(token, (header) => keySet.find(header.kid), {
      algorithms: ['EdDSA'],
      issuer: options.userTokens.issuer,
      audience: options.userTokens.audience,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
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
    return { kind: 'user', userId: sub, roles, token };
  };

  const verifyService = async (token: string, name: string): Promise<Caller> => {
    const key = callerKeys.get(name);
    if (key === undefined) throw new errors.JWTInvalid('issuer is not known');
    const { payload } = await jwtVerify(token, await key, {
      algorithms: ['EdDSA'],
      issuer: name,
      audience: options.service,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      maxTokenAge: SERVICE_TOKEN_SECONDS,
      requiredClaims: ['exp', 'iat'],
    });
    if (Number(payload.exp) - Number(payload.iat) > SERVICE_TOKEN_SECONDS) {
      throw new errors.JWTInvalid('lifetime is too long');
    }
    return { kind: 'service', name };
  };

  return {
    verify: async (token) => {
      try {
        const issuer = unverifiedIssuer(token);
        return issuer === options.userTokens.issuer
          ? await verifyUser(token)
          : await verifyService(token, issuer);
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
    const answer = await fetch(`${usersUrl}/v1/keys`, { signal: AbortSignal.timeout(2_000) });
    if (!answer.ok) throw new Error(`${usersUrl}/v1/keys answered ${answer.status}`);
    return ((await answer.json()) as { keys: JWK[] }).keys;
  };
