import type { OrderState } from '@fondaco/contracts/http/orders';

/** The states in which an order waits for others. It passes through `authorised` without stopping. */
export const WAITING_STATES = ['pending', 'reserved', 'cancelling', 'expiring', 'shipping'] as const;
export type WaitingState = (typeof WAITING_STATES)[number];

/** What an order may wait for the answer to. */
export const ORDER_QUESTIONS = [
  'placed',
  'payment-requested',
  'payment-withdrawn',
  'capture-requested',
] as const;
export type OrderQuestion = (typeof ORDER_QUESTIONS)[number];

/** A refund waits by itself, whatever state its order is in. */
export const QUESTIONS = [...ORDER_QUESTIONS, 'refund-requested'] as const;
export type Question = (typeof QUESTIONS)[number];

export type WaitingCount = {
  readonly state: WaitingState;
  readonly orders: number;
  readonly oldestSeconds: number;
};

/** An order that waits: since when it is in its state, and when its question was last asked again. */
export type WaitingOrder = {
  readonly state: OrderState;
  readonly since: Date;
  readonly askedAt: Date | null;
  readonly paymentDeadline: Date;
};

/** What is to be done with an order that is looked at, and when to look at it next. */
export type Due =
  | { readonly kind: 'expire' }
  | { readonly kind: 'ask'; readonly question: OrderQuestion; readonly lookAgainAt: Date }
  | { readonly kind: 'leave'; readonly lookAgainAt: Date }
  /** It waits for nothing any more. */
  | { readonly kind: 'forget' };

const QUESTION_OF: Readonly<Record<WaitingState, OrderQuestion>> = {
  pending: 'placed',
  reserved: 'payment-requested',
  cancelling: 'payment-withdrawn',
  expiring: 'payment-withdrawn',
  shipping: 'capture-requested',
};

/** A reserved order waits for its customer, not for an answer: its payment is requested again less often. */
const RESERVED_PATIENCE = 10;

/** `now` is the database's, as the deadline is. Silence alone ends nothing: only the payment deadline does. */
export const whatIsDue = (order: WaitingOrder, now: Date, askAgainSeconds: number): Due => {
  const { state, paymentDeadline } = order;
  if (!isWaitingState(state)) return { kind: 'forget' };
  const payable = state === 'pending' || state === 'reserved';
  if (payable && paymentDeadline <= now) return { kind: 'expire' };

  const patienceMs = askAgainSeconds * 1_000 * (state === 'reserved' ? RESERVED_PATIENCE : 1);
  const heardAt = Math.max(order.since.getTime(), order.askedAt?.getTime() ?? 0);
  const next = (from: number): Date =>
    new Date(payable ? Math.min(from + patienceMs, paymentDeadline.getTime()) : from + patienceMs);
  return now.getTime() >= heardAt + patienceMs
    ? { kind: 'ask', question: QUESTION_OF[state], lookAgainAt: next(now.getTime()) }
    : { kind: 'leave', lookAgainAt: next(heardAt) };
};

const isWaitingState = (state: OrderState): state is WaitingState =>
  (WAITING_STATES as readonly OrderState[]).includes(state);
