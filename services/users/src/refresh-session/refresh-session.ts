import type { Database, Transaction } from '@fondaco/chassis/postgres';
import { type Log, Problem } from '@fondaco/chassis/service';
import type { Session } from '@fondaco/contracts/http/users';
import { findAccount } from '../account/account-store.ts';
import { decideRefresh, hashRefreshToken, newRefreshToken, REFRESH_TOKEN_DAYS } from '../session/session.ts';
import { answerSession } from '../session/session-answer.ts';
import {
  deleteSession,
  findRefreshToken,
  insertRefreshToken,
  markReplaced,
  prolongSession,
} from '../session/session-store.ts';
import type { SignAccessToken } from '../signing-key/access-token.ts';

/** Takes a refresh token for a new pair of tokens. Throws Problem 401 `users/session-ended`. */
export type RefreshSession = (refreshToken: string) => Promise<Session>;

export const refreshSession = (deps: {
  readonly db: Database;
  readonly signAccessToken: SignAccessToken;
  readonly log: Log;
}): RefreshSession => {
  const { db, signAccessToken, log } = deps;

  /** Undefined when the session is over: its end must be committed before it is answered. */
  const exchange = async (tx: Transaction, hash: Buffer) => {
    const token = await findRefreshToken(tx, hash);
    if (token === undefined) return undefined;
    const decision = decideRefresh(token, token.now);
    if (decision === 'refuse') return undefined;
    if (decision === 'end-session') {
      log.warn({ accountId: token.accountId }, 'a replaced refresh token came back: session ended');
      await deleteSession(tx, token.sessionId);
      return undefined;
    }
    const account = await findAccount(tx, token.accountId);
    if (account === undefined) return undefined;
    await markReplaced(tx, hash);
    await prolongSession(tx, token.sessionId, REFRESH_TOKEN_DAYS);
    const refreshToken = newRefreshToken();
    await insertRefreshToken(tx, {
      hash: hashRefreshToken(refreshToken),
      sessionId: token.sessionId,
      days: REFRESH_TOKEN_DAYS,
    });
    return { account, refreshToken };
  };

  return async (refreshToken) => {
    const issued = await db.transaction((tx) => exchange(tx, hashRefreshToken(refreshToken)));
    if (issued === undefined) throw sessionEnded();
    return answerSession(issued.account, issued.refreshToken, signAccessToken);
  };
};

const sessionEnded = (): Problem =>
  new Problem({
    status: 401,
    code: 'users/session-ended',
    title: 'The session has ended',
    detail: 'Log in again.',
  });
