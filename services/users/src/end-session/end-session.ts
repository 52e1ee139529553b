import type { Database } from '@fondaco/chassis/postgres';
import { hashRefreshToken } from '../session/session.ts';
import { deleteSessionOfToken } from '../session/session-store.ts';

/** Ends the session that the refresh token belongs to. An unknown token is no error. */
export type EndSession = (refreshToken: string) => Promise<void>;

export const endSession =
  ({ db }: { readonly db: Database }): EndSession =>
  (refreshToken) =>
    deleteSessionOfToken(db, hashRefreshToken(refreshToken));
