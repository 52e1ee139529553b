import { createHash, randomBytes } from 'node:crypto';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const REFRESH_TOKEN_DAYS = 30;
/** Two tabs, or an answer that was lost on its way, may ask twice with the same token. */
export const GRACE_SECONDS = 30;

/** What is known of a refresh token when it comes back. */
export type PresentedToken = { readonly expiresAt: Date; readonly replacedAt: Date | null };

/**
 * `rotate` gives it a successor; `end-session` because a token that was replaced long ago came back: one
 * of the two who hold it has stolen it, and nobody can tell which.
 */
export type RefreshDecision = 'rotate' | 'end-session' | 'refuse';

export const decideRefresh = (token: PresentedToken, now: Date): RefreshDecision => {
  if (token.expiresAt <= now) return 'refuse';
  if (token.replacedAt === null) return 'rotate';
  return now.getTime() - token.replacedAt.getTime() <= GRACE_SECONDS * 1000 ? 'rotate' : 'end-session';
};

export const newRefreshToken = (): string => randomBytes(32).toString('base64url');

/** How a refresh token is stored. It has 256 random bits, so that a plain hash is enough. */
export const hashRefreshToken = (token: string): Buffer => createHash('sha256').update(token).digest();
