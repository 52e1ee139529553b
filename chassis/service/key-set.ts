import { type CryptoKey, errors, importJWK, type JWK } from 'jose';
import { Unavailable } from './unavailable.ts';

export type FetchKeys = () => Promise<readonly JWK[]>;

type KeySet = {
  /** Throws JWKSNoMatchingKey when the issuer has no such key, Unavailable when it cannot be asked. */
  find(keyId: string | undefined): Promise<CryptoKey>;
};

const MAX_AGE_MS = 10 * 60_000;
const COOLDOWN_MS = 10_000;
const RETRY_MS = 1_000;

/**
 * The issuer's public keys. Known keys serve on while the issuer is away; an unknown key id asks for new
 * ones, at most once in a cooldown, so that forged ids cannot make a storm of requests.
 */
export const createKeySet = (fetchKeys: FetchKeys, now: () => number = Date.now): KeySet => {
  let keys = new Map<string, CryptoKey>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;
  let fetching: Promise<void> | undefined;

  const fetchOnce = async (): Promise<void> => {
    try {
      const entries = await Promise.all(
        (await fetchKeys())
          .filter((jwk) => jwk.kty === 'OKP' && jwk.crv === 'Ed25519' && jwk.kid !== undefined)
          .map(async (jwk) => [jwk.kid ?? '', (await importJWK(jwk, 'EdDSA')) as CryptoKey] as const),
      );
      keys = new Map(entries);
      fetchedAt = now();
    } catch (error) {
      failedAt = now();
      failure = error;
    }
  };
  const refresh = (): Promise<void> => {
    fetching ??= fetchOnce().finally(() => {
      fetching = undefined;
    });
    return fetching;
  };

  return {
    find: async (keyId) => {
      const mayAsk = now() - fetchedAt > COOLDOWN_MS && now() - failedAt > RETRY_MS;
      const known = keys.get(keyId ?? '');
      if (known !== undefined) {
        if (now() - fetchedAt > MAX_AGE_MS && mayAsk) void refresh();
        return known;
      }
      if (mayAsk || fetching !== undefined) await refresh();
      const found = keys.get(keyId ?? '');
      if (found !== undefined) return found;
      if (fetchedAt < failedAt) {
        throw new Unavailable('the keys of user tokens cannot be fetched', { cause: failure });
      }
      throw new errors.JWKSNoMatchingKey();
    },
  };
};
