import type { Caller } from './caller.ts';

export type VerifiedToken = {
  readonly caller: Caller;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** Whether the key that it was verified with is still in use. Throws when it certainly is not. */
  readonly isTrusted: () => Promise<boolean>;
};

/** Tokens whose signatures were good. */
export type VerifiedTokens = {
  /** `now` is in seconds since 1970: what has ended by then is forgotten. */
  find(token: string, now: number): VerifiedToken | undefined;
  remember(token: string, verified: VerifiedToken): void;
};

/** Remembers the `limit` tokens that were used last. */
export const createVerifiedTokens = (limit: number): VerifiedTokens => {
  // A Map keeps the order of insertion: the first one was not used for longest.
  const known = new Map<string, VerifiedToken>();
  return {
    find: (token, now) => {
      const verified = known.get(token);
      if (verified === undefined) return undefined;
      known.delete(token);
      if (verified.expiresAt <= now) return undefined;
      known.set(token, verified);
      return verified;
    },
    remember: (token, verified) => {
      known.delete(token);
      known.set(token, verified);
      const [oldest] = known.keys();
      if (known.size > limit && oldest !== undefined) known.delete(oldest);
    },
  };
};
