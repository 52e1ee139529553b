import { Problem } from '@fondaco/chassis/service';
import type { LogInDecision } from '../account/log-in-decision.ts';

/** The same for an unknown address and a wrong password: nobody learns who has an account. */
export const wrongCredentials = (): Problem =>
  new Problem({
    status: 401,
    code: 'users/wrong-credentials',
    title: 'The e-mail address or the password is wrong',
  });

type Refusal = Exclude<LogInDecision, 'open-session' | 'replace-password-and-open-session'>;

const REFUSALS: Readonly<Record<Refusal, { status: number; title: string; detail: string }>> = {
  'password-change-required': {
    status: 403,
    title: 'A one-time password must be replaced',
    detail: 'Send newPassword together with it.',
  },
  'one-time-password-expired': {
    status: 403,
    title: 'The one-time password is too old',
    detail: 'Ask the operator for another one.',
  },
  'password-not-new': {
    status: 422,
    title: 'The new password is the one-time password',
    detail: 'Choose another one.',
  },
  'password-not-one-time': {
    status: 422,
    title: 'A new password is taken only together with a one-time password',
    detail: 'Leave newPassword out.',
  },
};

export const refusalOf = (refusal: Refusal): Problem =>
  new Problem({ ...REFUSALS[refusal], code: `users/${refusal}` });
