import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';

/** What a failure means for whoever looks, in words that say what to do. */
export type Explanation = { readonly title: string; readonly detail: string };

const SAID: Readonly<Record<string, Explanation>> = {
  'prometheus/unavailable': {
    title: 'Prometheus is away',
    detail: 'Nothing is measured while it is. The shop itself may be well: look at `fondaco status`.',
  },
  'users/unavailable': {
    title: 'Users is away',
    detail: 'Nobody can log in until it is back.',
  },
  'users/wrong-credentials': {
    title: 'That didn’t match',
    detail: 'There is no account with this e-mail and password.',
  },
  'backoffice-bff/staff-only': {
    title: 'This is for staff only',
    detail: 'The account has no right to the back office. An operator gives it by `fondaco staff add`.',
  },
};

export const explain = (failure: unknown): Explanation => {
  if (failure instanceof BffUnreachable)
    return {
      title: 'The back office doesn’t answer',
      detail: 'Its server, the gateway, or your connection is away. It is asked again.',
    };
  if (!(failure instanceof BffProblem))
    return { title: 'This page is broken', detail: 'Reload it, and tell the team if it happens again.' };
  const known = SAID[failure.code];
  if (known !== undefined) return known;
  if (failure.status === 429) return { title: 'Too many requests', detail: 'Wait a minute, then try again.' };
  return {
    title: failure.problem.title ?? `The back office answered ${failure.status}`,
    detail: failure.problem.detail ?? failure.code,
  };
};
