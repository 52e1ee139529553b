import type { Database } from '@fondaco/chassis/postgres';
import { Problem } from '@fondaco/chassis/service';
import type { Registration, Session } from '@fondaco/contracts/http/users';
import { type Account, normaliseEmail, readName } from '../account/account.ts';
import { emailExists, insertAccount } from '../account/account-store.ts';
import type { Passwords } from '../account/passwords.ts';
import type { UserMetrics } from '../metrics.ts';
import { hashRefreshToken, newRefreshToken, REFRESH_TOKEN_DAYS } from '../session/session.ts';
import { answerSession } from '../session/session-answer.ts';
import { insertSession } from '../session/session-store.ts';
import type { SignAccessToken } from '../signing-key/access-token.ts';

/** Makes a customer's account and logs it in. Throws Problem 409 `users/email-taken`, 400 for a blank name. */
export type Register = (registration: Registration) => Promise<Session>;

export const register = (deps: {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly signAccessToken: SignAccessToken;
  readonly metrics: UserMetrics;
  readonly newId: () => string;
  readonly now: () => Date;
}): Register => {
  const { db, passwords, signAccessToken, metrics, newId, now } = deps;
  return async ({ email: given, password, name: givenName }) => {
    const email = normaliseEmail(given);
    const name = readName(givenName);
    if (name === undefined) throw blankName();
    // Asked first only because a hash is dear; the unique constraint decides.
    if (await emailExists(db, email)) throw emailTaken();
    const account: Account = {
      accountId: newId(),
      email,
      name,
      roles: ['customer'],
      passwordHash: await passwords.hash(password),
      oneTimeUntil: null,
      createdAt: now(),
    };
    const refreshToken = newRefreshToken();
    await db.transaction(async (tx) => {
      if (!(await insertAccount(tx, account))) throw emailTaken();
      await insertSession(tx, {
        sessionId: newId(),
        accountId: account.accountId,
        tokenHash: hashRefreshToken(refreshToken),
        days: REFRESH_TOKEN_DAYS,
      });
    });
    metrics.registered();
    return answerSession(account, refreshToken, signAccessToken);
  };
};

const emailTaken = (): Problem =>
  new Problem({
    status: 409,
    code: 'users/email-taken',
    title: 'There is an account with this e-mail address',
    detail: 'Log in, or use another address.',
  });

const blankName = (): Problem =>
  new Problem({
    status: 400,
    code: 'request/invalid',
    title: 'The request is not valid',
    detail: 'body/name must not be blank',
    extra: { errors: [{ path: 'body/name', message: 'must not be blank' }] },
  });
