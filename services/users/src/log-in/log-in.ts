import type { Database, Transaction } from '@fondaco/chassis/postgres';
import type { Credentials, Session } from '@fondaco/contracts/http/users';
import { type Account, normaliseEmail } from '../account/account.ts';
import { findAccountByEmail, holdPassword, replaceOneTimePassword } from '../account/account-store.ts';
import { decideLogIn } from '../account/log-in-decision.ts';
import type { Passwords } from '../account/passwords.ts';
import type { UserMetrics } from '../metrics.ts';
import { hashRefreshToken, newRefreshToken, REFRESH_TOKEN_DAYS } from '../session/session.ts';
import { answerSession } from '../session/session-answer.ts';
import { insertSession } from '../session/session-store.ts';
import type { SignAccessToken } from '../signing-key/access-token.ts';
import { refusalOf, wrongCredentials } from './log-in-refusals.ts';

/**
 * Opens a session. Throws Problem 401 `users/wrong-credentials`, 403 `users/password-change-required` or
 * `users/one-time-password-expired`, 422 for a new password that cannot be taken.
 */
export type LogIn = (credentials: Credentials) => Promise<Session>;

export const logIn = (deps: {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly signAccessToken: SignAccessToken;
  readonly metrics: UserMetrics;
  readonly newId: () => string;
}): LogIn => {
  const { db, passwords, signAccessToken, metrics, newId } = deps;

  /** `claimPassword` answers whether the password is still the one that was verified. */
  const open = (account: Account, claimPassword: (tx: Transaction) => Promise<boolean>): Promise<string> =>
    db.transaction(async (tx) => {
      if (!(await claimPassword(tx))) throw wrongCredentials();
      const refreshToken = newRefreshToken();
      await insertSession(tx, {
        sessionId: newId(),
        accountId: account.accountId,
        tokenHash: hashRefreshToken(refreshToken),
        days: REFRESH_TOKEN_DAYS,
      });
      return refreshToken;
    });

  const openWithNewPassword = async (account: Account, newPassword: string): Promise<string> => {
    const { accountId, passwordHash: oneTimeHash } = account;
    const newHash = await passwords.hash(newPassword);
    return open(account, (tx) => replaceOneTimePassword(tx, { accountId, oneTimeHash, newHash }));
  };

  return async ({ email, password, newPassword }) => {
    const found = await findAccountByEmail(db, normaliseEmail(email));
    // Verified for an unknown address too: the time of the answer tells nothing.
    const isRight = await passwords.verify(found?.account.passwordHash, password);
    if (found === undefined || !isRight) {
      metrics.logInRefused();
      throw wrongCredentials();
    }
    const { account, now } = found;
    const decision = decideLogIn(account, { password, newPassword }, now);
    let refreshToken: string;
    if (decision === 'open-session') {
      refreshToken = await open(account, (tx) => holdPassword(tx, account));
    } else if (decision === 'replace-password-and-open-session') {
      refreshToken = await openWithNewPassword(account, newPassword ?? '');
    } else {
      throw refusalOf(decision);
    }
    metrics.loggedIn();
    return answerSession(account, refreshToken, signAccessToken);
  };
};
