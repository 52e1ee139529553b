import type { Role, User } from '@fondaco/contracts/http/users';

export type Account = {
  readonly accountId: string;
  /** Normalised. */
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly passwordHash: string;
  /** Set while the password is a one-time password: until when it is good. */
  readonly oneTimeUntil: Date | null;
  readonly createdAt: Date;
};

/** Two spellings of one address are one account. */
export const normaliseEmail = (email: string): string => email.toLowerCase();

/** The name as it is kept; undefined when nothing is left of it. */
export const readName = (name: string): string | undefined => name.trim() || undefined;

/** Staff are made by the operator, who knows no more of them than their address. */
export const nameFromEmail = (email: string): string => email.slice(0, email.lastIndexOf('@'));

export const toUser = (account: Account): User => ({
  userId: account.accountId,
  email: account.email,
  name: account.name,
  roles: [...account.roles],
  createdAt: account.createdAt.toISOString(),
});
