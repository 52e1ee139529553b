import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import { ProviderUnreachable } from '../payment/card-tokens.ts';

/** What a failure means for the customer, in words that say what to do. */
export type Explanation = {
  readonly title: string;
  readonly detail: string;
  /** Whether trying again may help. */
  readonly retry: boolean;
};

const AWAY: Readonly<Record<string, Explanation>> = {
  'products/unavailable': {
    title: 'The catalogue is away for a moment',
    detail: 'We can’t reach our shelves right now. Your basket is safe.',
    retry: true,
  },
  'orders/unavailable': {
    title: 'Orders are away for a moment',
    detail: 'We can’t reach our order book right now. Nothing you have ordered is lost.',
    retry: true,
  },
  'payments/unavailable': {
    title: 'Payments are away for a moment',
    detail: 'We can’t reach our till right now. Your order is safe and waits for its payment.',
    retry: true,
  },
  'users/unavailable': {
    title: 'Accounts are away for a moment',
    detail: 'We can’t check who you are right now. You can go on looking around.',
    retry: true,
  },
};

const SAID: Readonly<Record<string, Explanation>> = {
  'users/wrong-credentials': {
    title: 'That didn’t match',
    detail: 'There is no account with this e-mail and password. Check both and try again.',
    retry: false,
  },
  'users/email-taken': {
    title: 'You already have an account',
    detail: 'There is an account with this e-mail. Log in instead.',
    retry: false,
  },
  'payments/attempt-unfinished': {
    title: 'A payment is already under way',
    detail: 'Wait for what becomes of it: two at once could charge you twice.',
    retry: false,
  },
  'payments/not-payable': {
    title: 'There is nothing to pay any more',
    detail: 'The order is paid, or it was cancelled or not paid in time. Nothing was charged by this try.',
    retry: false,
  },
  'orders/cannot-cancel': {
    title: 'It is too late to cancel',
    detail: 'The order is already on its way. Write to us, and we refund what you send back.',
    retry: false,
  },
  'orders/unknown-sku': {
    title: 'Something in your basket is no longer sold',
    detail: 'Go back to your basket: it names what has to go.',
    retry: false,
  },
};

export const explain = (failure: unknown, online = true): Explanation => {
  if (failure instanceof BffUnreachable)
    return online
      ? {
          title: 'The shop doesn’t answer',
          detail: 'It may be busy, or the connection is poor. Try again in a moment.',
          retry: true,
        }
      : {
          title: 'You are offline',
          detail: 'Check your connection, then try again.',
          retry: true,
        };
  if (failure instanceof ProviderUnreachable)
    return {
      title: 'The payment provider doesn’t answer',
      detail: 'Your card was not charged. Try again in a moment; your order waits.',
      retry: true,
    };
  if (!(failure instanceof BffProblem))
    return {
      title: 'Something went wrong',
      detail: 'That is our mistake, not yours. Reload the page to go on.',
      retry: true,
    };
  const known = SAID[failure.code] ?? AWAY[failure.code];
  if (known !== undefined) return known;
  if (failure.status === 429)
    return {
      title: 'That was quick',
      detail: 'There were too many requests from here. Wait a minute, then try again.',
      retry: true,
    };
  if (failure.status >= 500)
    return {
      title: 'The shop is having trouble',
      detail: 'We know, and we are on it. Try again in a moment.',
      retry: true,
    };
  return {
    title: failure.problem.title ?? 'That didn’t work',
    detail: failure.problem.detail ?? 'The shop refused this request.',
    retry: false,
  };
};
