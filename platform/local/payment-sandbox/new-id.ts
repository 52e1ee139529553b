import { randomBytes } from 'node:crypto';

/** `sp_` and 22 characters that nobody guesses: whoever knows a payment's id may open its page. */
export const randomId = (prefix: 'sp' | 'sr' | 'evt' | 'tok'): string =>
  `${prefix}_${randomBytes(16).toString('base64url')}`;
