import { hash, timingSafeEqual } from 'node:crypto';
import { type Identity, Problem } from '@fondaco/chassis/service';

/** Whoever has the secret key is the shop; nobody else may use the API. */
export const merchantIdentity = (secretKey: string): Identity => {
  const digest = (text: string) => hash('sha256', text, 'buffer');
  const expected = digest(secretKey);
  return {
    verify: async (token) => {
      if (timingSafeEqual(digest(token), expected)) return { kind: 'service', name: 'merchant' };
      throw new Problem({ status: 401, code: 'sandbox/wrong-secret-key', title: 'The secret key is wrong' });
    },
  };
};

export const MERCHANT = { access: ['service:merchant'] } as const;
