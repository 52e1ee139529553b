import type { Order, OrderState, OrderTransition, PlaceOrder } from '@fondaco/contracts/http/orders';
import type { Quote } from './pricing.ts';

export type Shortage = Order['shortages'][number];
export type Actor = OrderTransition['actor'];

/** An order as it begins, but for the deadline, which the database's clock decides. */
export type NewOrder = Omit<Order, 'paymentDeadline'>;

/** Pending, until Products has answered whether there is stock. */
export const newOrder = (
  orderId: string,
  quote: Extract<Quote, { kind: 'quoted' }>,
  body: PlaceOrder,
  placed: { readonly cause: string; readonly at: Date },
): NewOrder => {
  const placedAt = placed.at.toISOString();
  return {
    orderId,
    state: 'pending',
    final: false,
    reference: body.reference ?? null,
    email: body.email,
    language: body.language ?? 'en',
    delivery: body.delivery,
    lines: quote.lines.map((line) => ({ ...line, shipped: 0, cancelled: 0, refunded: 0 })),
    total: quote.total,
    cancellable: isCancellable('pending'),
    shipments: [],
    refunds: [],
    shortages: [],
    timeline: [
      { seq: 1, state: 'pending', cause: placed.cause, actor: 'customer', detail: null, at: placedAt },
    ],
    placedAt,
  };
};

/**
 * What can happen to an order. `ship` asks for the money first, `ship-part` and `ship-rest` have it. A refund
 * that is carried out leaves something (`refund-settled`), nothing to ship, or nothing at all.
 */
export const TRIGGERS = [
  'reservation-accepted',
  'reservation-refused',
  'payment-authorised',
  'payment-declined',
  'payment-closed',
  'confirm',
  'cancel',
  'expire',
  'ship',
  'capture-failed',
  'ship-part',
  'ship-rest',
  'deliver',
  'refund',
  'refund-settled',
  'refund-settled-nothing-to-ship',
  'refund-settled-all',
  'refund-failed',
] as const;
export type Trigger = (typeof TRIGGERS)[number];

type Row = Readonly<Partial<Record<Trigger, OrderState | 'late'>>>;

/** Answers come again, because questions are asked again: what was answered before changes nothing. */
const RESERVED_BEFORE = { 'reservation-accepted': 'late' } as const;
const PAID_BEFORE = { ...RESERVED_BEFORE, 'payment-authorised': 'late', 'payment-declined': 'late' } as const;
const CAPTURED_BEFORE = { ...PAID_BEFORE, 'capture-failed': 'late' } as const;
/** Whatever was under way when the order was given up. */
const GIVEN_UP = { ...CAPTURED_BEFORE, 'reservation-refused': 'late' } as const;

/** The whole order process. What is not in this table cannot happen to an order. */
const TRANSITIONS: Readonly<Record<OrderState, Row>> = {
  pending: {
    'reservation-accepted': 'reserved',
    'reservation-refused': 'rejected',
    // Of an attempt that waited for the request for payment, and was refused.
    'payment-declined': 'late',
    cancel: 'cancelling',
    expire: 'expiring',
  },
  reserved: {
    ...RESERVED_BEFORE,
    'payment-authorised': 'authorised',
    'payment-declined': 'reserved',
    cancel: 'cancelling',
    expire: 'expiring',
  },
  authorised: { ...PAID_BEFORE, confirm: 'confirmed', cancel: 'cancelling' },
  confirmed: { ...CAPTURED_BEFORE, cancel: 'cancelling', ship: 'shipping' },
  shipping: {
    ...PAID_BEFORE,
    'ship-part': 'partly-shipped',
    'ship-rest': 'shipped',
    'capture-failed': 'confirmed',
  },
  'partly-shipped': {
    ...CAPTURED_BEFORE,
    'ship-part': 'partly-shipped',
    'ship-rest': 'shipped',
    refund: 'partly-shipped',
    'refund-settled': 'partly-shipped',
    'refund-settled-nothing-to-ship': 'shipped',
    'refund-settled-all': 'refunded',
    'refund-failed': 'partly-shipped',
  },
  shipped: {
    ...CAPTURED_BEFORE,
    deliver: 'delivered',
    refund: 'shipped',
    'refund-settled': 'shipped',
    'refund-settled-all': 'refunded',
    'refund-failed': 'shipped',
  },
  delivered: {
    ...CAPTURED_BEFORE,
    deliver: 'late',
    refund: 'delivered',
    'refund-settled': 'delivered',
    'refund-settled-all': 'refunded',
    'refund-failed': 'delivered',
  },
  cancelling: { ...GIVEN_UP, 'payment-closed': 'cancelled', cancel: 'late' },
  cancelled: { ...GIVEN_UP, 'payment-closed': 'late', cancel: 'late' },
  expiring: { ...GIVEN_UP, 'payment-closed': 'expired' },
  expired: { ...GIVEN_UP, 'payment-closed': 'late' },
  rejected: { 'reservation-refused': 'late', 'payment-declined': 'late', 'payment-closed': 'late' },
  refunded: CAPTURED_BEFORE,
};

/** What an order waits for, by its state: an answer of Products or Payments, or (`reserved`) its customer. */
const WAITING: ReadonlySet<OrderState> = new Set([
  'pending',
  'reserved',
  'authorised',
  'cancelling',
  'expiring',
  'shipping',
]);

export const isWaiting = (state: OrderState): boolean => WAITING.has(state);

/** Whether it waits for no answer and no payment; people may still decide something about it. */
export const isFinal = (state: OrderState): boolean => !isWaiting(state);

/** Whether nothing can change the order any more. */
export const hasEnded = (state: OrderState): boolean =>
  Object.values(TRANSITIONS[state]).every((to) => to === 'late');

export const isCancellable = (state: OrderState): boolean => {
  const to = TRANSITIONS[state].cancel;
  return to !== undefined && to !== 'late';
};

/** What the process does of its own accord with an order in this state; null when it waits for an answer. */
export const nextStep = ({ state }: { readonly state: OrderState }): Trigger | null =>
  state === 'authorised' ? 'confirm' : null;

/** `late`: it happened before, or no longer matters. `illegal`: it cannot happen to an order in this state. */
export type Progress =
  | { kind: 'moved'; state: OrderState; states: OrderState[] }
  | { kind: 'late' }
  | { kind: 'illegal' };

/** `states` are all that the order passes through before it has to wait again; `state` is the last. */
export const advance = (from: OrderState, trigger: Trigger): Progress => {
  const state = TRANSITIONS[from][trigger];
  if (state === undefined) return { kind: 'illegal' };
  if (state === 'late') return { kind: 'late' };
  const next = nextStep({ state });
  const further = next && advance(state, next);
  if (further?.kind !== 'moved') return { kind: 'moved', state, states: [state] };
  return { kind: 'moved', state: further.state, states: [state, ...further.states] };
};
