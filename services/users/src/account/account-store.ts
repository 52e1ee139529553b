import type { Queryable } from '@fondaco/chassis/postgres';
import type { Account } from './account.ts';

const COLUMNS = `account_id AS "accountId", email, name, roles, password_hash AS "passwordHash",
  one_time_until AS "oneTimeUntil", created_at AS "createdAt"`;

/** False when the address is taken. */
export const insertAccount = async (db: Queryable, account: Account): Promise<boolean> => {
  const { count } = await db.query({
    name: 'account.insert',
    text: `INSERT INTO account (account_id, email, name, roles, password_hash, one_time_until, created_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT ON CONSTRAINT account_email DO NOTHING`,
    values: [
      account.accountId,
      account.email,
      account.name,
      account.roles,
      account.passwordHash,
      account.oneTimeUntil,
      account.createdAt,
    ],
  });
  return count === 1;
};

export const emailExists = async (db: Queryable, email: string): Promise<boolean> => {
  const { count } = await db.query({
    name: 'account.email-exists',
    text: 'SELECT 1 FROM account WHERE email = $1',
    values: [email],
  });
  return count === 1;
};

/** With the database's time, by which deadlines are judged. */
export const findAccountByEmail = async (
  db: Queryable,
  email: string,
): Promise<{ account: Account; now: Date } | undefined> => {
  const { rows } = await db.query<Account & { now: Date }>({
    name: 'account.find-by-email',
    text: `SELECT ${COLUMNS}, now() AS now FROM account WHERE email = $1`,
    values: [email],
  });
  const [row] = rows;
  if (row === undefined) return undefined;
  const { now, ...account } = row;
  return { account, now };
};

export const findAccount = async (db: Queryable, accountId: string): Promise<Account | undefined> => {
  const { rows } = await db.query<Account>({
    name: 'account.find',
    text: `SELECT ${COLUMNS} FROM account WHERE account_id = $1`,
    values: [accountId],
  });
  return rows[0];
};

/**
 * Keeps the password as it is until the end of the transaction; false when it was changed since it was
 * read. Without this a session could open with a password that has just been taken away.
 */
export const holdPassword = async (db: Queryable, account: Account): Promise<boolean> => {
  const { count } = await db.query({
    name: 'account.hold-password',
    text: 'SELECT 1 FROM account WHERE account_id = $1 AND password_hash = $2 FOR SHARE',
    values: [account.accountId, account.passwordHash],
  });
  return count === 1;
};

/** False when the one-time password was used or replaced in the meantime. */
export const replaceOneTimePassword = async (
  db: Queryable,
  change: { readonly accountId: string; readonly oneTimeHash: string; readonly newHash: string },
): Promise<boolean> => {
  const { count } = await db.query({
    name: 'account.replace-one-time-password',
    text: `UPDATE account SET password_hash = $3, one_time_until = NULL
           WHERE account_id = $1 AND password_hash = $2 AND one_time_until IS NOT NULL`,
    values: [change.accountId, change.oneTimeHash, change.newHash],
  });
  return count === 1;
};

export type InvitedAccount = Account & { readonly oneTimeUntil: Date };

/** Makes a staff account, or staff of the existing one, with a one-time password for `hours`. */
export const upsertStaff = async (
  db: Queryable,
  staff: {
    readonly accountId: string;
    readonly email: string;
    readonly name: string;
    readonly oneTimeHash: string;
    readonly hours: number;
  },
): Promise<InvitedAccount> => {
  const { rows } = await db.query<InvitedAccount>({
    name: 'account.upsert-staff',
    text: `INSERT INTO account (account_id, email, name, roles, password_hash, one_time_until, created_at)
           VALUES ($1, $2, $3, ARRAY['customer', 'staff'], $4, now() + make_interval(hours => $5), now())
           ON CONFLICT ON CONSTRAINT account_email DO UPDATE
           SET roles = ARRAY['customer', 'staff'],
               password_hash = excluded.password_hash,
               one_time_until = excluded.one_time_until
           RETURNING ${COLUMNS}`,
    values: [staff.accountId, staff.email, staff.name, staff.oneTimeHash, staff.hours],
  });
  return rows[0] as InvitedAccount;
};
