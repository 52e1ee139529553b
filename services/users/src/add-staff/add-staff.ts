import type { Database } from '@fondaco/chassis/postgres';
import type { StaffInvitation } from '@fondaco/contracts/http/users';
import type { Static } from 'typebox';
import { nameFromEmail, normaliseEmail, toUser } from '../account/account.ts';
import { upsertStaff } from '../account/account-store.ts';
import { newOneTimePassword } from '../account/one-time-password.ts';
import type { Passwords } from '../account/passwords.ts';
import { deleteSessionsOfAccount } from '../session/session-store.ts';

const ONE_TIME_HOURS = 24;

/** Makes a staff account, or staff of an existing one, with a one-time password. */
export type AddStaff = (email: string) => Promise<Static<typeof StaffInvitation>>;

/**
 * An existing account loses its password and its sessions: addresses are not confirmed at registration,
 * so whoever registered this one need not be the person whom the operator means.
 */
export const addStaff = (deps: {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly newId: () => string;
  readonly random: (below: number) => number;
}): AddStaff => {
  const { db, passwords, newId, random } = deps;
  return async (given) => {
    const email = normaliseEmail(given);
    const oneTimePassword = newOneTimePassword(random);
    const oneTimeHash = await passwords.hash(oneTimePassword);
    const account = await db.transaction(async (tx) => {
      const staff = await upsertStaff(tx, {
        accountId: newId(),
        email,
        name: nameFromEmail(email),
        oneTimeHash,
        hours: ONE_TIME_HOURS,
      });
      await deleteSessionsOfAccount(tx, staff.accountId);
      return staff;
    });
    return {
      user: toUser(account),
      oneTimePassword,
      expiresAt: account.oneTimeUntil.toISOString(),
    };
  };
};
