import type { AttemptFailure } from '@fondaco/contracts/http/payments';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';

/** What an order's payment asks of its customer. */
export type PaymentStep =
  /** Nothing: it is not for paying, or no longer. */
  | { readonly kind: 'none' }
  /** `failure`: why the last try came to nothing. */
  | { readonly kind: 'pay'; readonly failure: AttemptFailure | null }
  | { readonly kind: 'working' }
  | { readonly kind: 'confirm'; readonly attemptId: string; readonly actionUrl: string }
  /** It is paid; the order has yet to hear of it. */
  | { readonly kind: 'paid' }
  /** Payments can't be asked at the moment. */
  | { readonly kind: 'away' };

export const paymentStep = ({ state, payment }: Pick<OrderView, 'state' | 'payment'>): PaymentStep => {
  if (state !== 'pending' && state !== 'reserved') return { kind: 'none' };
  if (payment === null) return { kind: 'away' };
  if (payment.state === 'closing' || payment.state === 'closed') return { kind: 'none' };
  const { attempt } = payment;
  if (attempt?.state === 'authorised' || !['unknown', 'due'].includes(payment.state)) return { kind: 'paid' };
  switch (attempt?.state) {
    case 'waiting':
    case 'processing':
      return { kind: 'working' };
    case 'action-required':
      return attempt.actionUrl !== null && /^https?:\/\//.test(attempt.actionUrl)
        ? { kind: 'confirm', attemptId: attempt.attemptId, actionUrl: attempt.actionUrl }
        : { kind: 'working' };
    default:
      return { kind: 'pay', failure: attempt?.failure ?? null };
  }
};

/** Whether something may change that is no step of the order, so that its stream says nothing of it. */
export const isPaymentMoving = (order: Pick<OrderView, 'state' | 'payment'>): boolean =>
  ['working', 'confirm', 'paid', 'away'].includes(paymentStep(order).kind);

const REASONS: Readonly<Record<AttemptFailure, string>> = {
  'card-declined': 'Your bank declined the card. Try another one, or ask your bank why.',
  'insufficient-funds': 'There isn’t enough money behind this card. Try another one.',
  'expired-card': 'This card has expired. Try another one.',
  'authentication-failed': 'The payment wasn’t confirmed with your bank. Try again, or use another card.',
  'card-token-invalid': 'The card has to be entered again: what we had of it is no longer good.',
  'not-your-order': 'This order belongs to another account.',
  'not-payable': 'This order can’t be paid any more.',
  'no-such-order': 'There was no order to pay.',
};

/** A reason in words for the customer; also one that this page hasn't heard of yet. */
export const reasonWords = (failure: string | null): string =>
  (failure === null ? undefined : REASONS[failure as AttemptFailure]) ??
  'It didn’t go through. Try again, or use another card.';
