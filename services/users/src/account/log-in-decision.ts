import type { Account } from './account.ts';

/** What a log-in with the right password leads to: a session, or a refusal. */
export type LogInDecision =
  | 'open-session'
  | 'replace-password-and-open-session'
  | 'password-change-required'
  | 'password-not-new'
  | 'password-not-one-time'
  | 'one-time-password-expired';

/** Decides about an account whose password was right. */
export const decideLogIn = (
  account: Pick<Account, 'oneTimeUntil'>,
  given: { readonly password: string; readonly newPassword?: string | undefined },
  now: Date,
): LogInDecision => {
  const { password, newPassword } = given;
  if (account.oneTimeUntil === null)
    return newPassword === undefined ? 'open-session' : 'password-not-one-time';
  if (account.oneTimeUntil <= now) return 'one-time-password-expired';
  if (newPassword === undefined) return 'password-change-required';
  return newPassword === password ? 'password-not-new' : 'replace-password-and-open-session';
};
