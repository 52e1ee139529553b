import type { OrderState } from '@fondaco/contracts/http/orders';
import type { PaymentRecord, PaymentState } from '@fondaco/contracts/http/payments';
import type { ReservationRecord } from '@fondaco/contracts/http/products';
import { isWaiting } from '../order/order.ts';

export const MISMATCH_KINDS = [
  'paid-without-order',
  'order-without-payment',
  'stuck',
  'reservation-without-order',
  'order-without-reservation',
  'amounts-differ',
  'states-differ',
] as const;
export type MismatchKind = (typeof MISMATCH_KINDS)[number];

export type Finding = { readonly kind: MismatchKind; readonly detail: string };

/** What Orders has on record of an order, to compare with. */
export type OrderRecord = {
  readonly orderId: string;
  readonly state: OrderState;
  readonly since: Date;
  readonly paymentDeadline: Date;
  readonly currency: string;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly shipped: number;
    readonly cancelled: number;
  }[];
};

/** No answer takes so long; a reserved order may wait until its payment deadline, and this much longer. */
export const PATIENCE_SECONDS = 300;

const HELD: ReadonlySet<PaymentState> = new Set(['authorised', 'capturing', 'captured']);
const ENDED_UNPAID: ReadonlySet<OrderState> = new Set(['cancelled', 'expired', 'rejected']);
const CAPTURED: ReadonlySet<OrderState> = new Set(['partly-shipped', 'shipped', 'delivered', 'refunded']);
const PAID: ReadonlySet<OrderState> = new Set(['authorised', 'confirmed', 'shipping', ...CAPTURED]);
const RESERVED: ReadonlySet<OrderState> = new Set([
  'reserved',
  'authorised',
  'confirmed',
  'shipping',
  'partly-shipped',
]);
const ALL_LEFT: ReadonlySet<OrderState> = new Set(['shipped', 'delivered', 'refunded']);

/**
 * Where three records of one order disagree. What a message on its way explains is a mismatch too: only those
 * that last are reported. At most one finding of each kind.
 */
export const compare = (
  order: OrderRecord | null,
  payment: PaymentRecord | null,
  reservation: ReservationRecord | null,
  now: Date,
): Finding[] => {
  const found = new Map<MismatchKind, string>();
  const find = (kind: MismatchKind, detail: string): void => {
    if (!found.has(kind)) found.set(kind, detail);
  };
  if (order === null) {
    if (payment && HELD.has(payment.state))
      find('paid-without-order', `the payment is ${payment.state}, and there is no order`);
    if (reservation?.state === 'open')
      find('reservation-without-order', 'stock is reserved, and there is no order');
  } else {
    comparePayment(order, payment, find);
    compareReservation(order, reservation, find);
    findStuck(order, now, find);
  }
  return [...found].map(([kind, detail]) => ({ kind, detail }));
};

type Find = (kind: MismatchKind, detail: string) => void;

const comparePayment = (order: OrderRecord, payment: PaymentRecord | null, find: Find): void => {
  const state = payment?.state ?? 'unknown';
  const says = `the order is ${order.state}, its payment is ${state}`;
  const held = HELD.has(state) || state === 'closing';
  if (ENDED_UNPAID.has(order.state) && held) find('paid-without-order', says);
  if (PAID.has(order.state) && !HELD.has(state)) find('order-without-payment', says);
  if (CAPTURED.has(order.state) && (state === 'authorised' || state === 'capturing'))
    find('states-differ', says);
  if (order.state === 'confirmed' && (state === 'capturing' || state === 'captured'))
    find('states-differ', says);
  if (order.state === 'pending' && state !== 'unknown') find('states-differ', says);
  if (order.state === 'reserved' && state !== 'due') find('states-differ', says);

  const differ = (what: string, ours: number, theirs: PaymentRecord['amount']): void => {
    if (theirs && (theirs.amountMinor !== ours || theirs.currency !== order.currency)) {
      find(
        'amounts-differ',
        `${what}: ${ours} ${order.currency} here, ${theirs.amountMinor} ${theirs.currency} at payments`,
      );
    }
  };
  if (!payment) return;
  differ('total', order.totalMinor, payment.amount);
  if (PAID.has(order.state) && HELD.has(state)) differ('authorised', order.totalMinor, payment.authorised);
  if (CAPTURED.has(order.state) && state === 'captured') {
    differ('captured', order.totalMinor, payment.captured);
    differ('refunded', order.refundedMinor, payment.refunded ?? { amountMinor: 0, currency: order.currency });
  }
};

const compareReservation = (order: OrderRecord, reservation: ReservationRecord | null, find: Find): void => {
  const state = reservation?.state ?? 'missing';
  const says = `the order is ${order.state}, its reservation is ${state}`;
  if (RESERVED.has(order.state) && state !== 'open') {
    // The last units of a part shipment may have been cancelled: nothing is reserved then, and rightly so.
    const left = order.lines.some((line) => line.quantity > line.shipped + line.cancelled);
    if (left || state !== 'ended') find('order-without-reservation', says);
  }
  if ((ENDED_UNPAID.has(order.state) || ALL_LEFT.has(order.state)) && state === 'open') {
    find('reservation-without-order', says);
  }
  if (order.state === 'pending' && state !== 'missing') find('states-differ', says);
  if (!reservation || state === 'refused' || ENDED_UNPAID.has(order.state)) return;

  const theirs = new Map(reservation.lines.map((line) => [line.sku, line]));
  for (const line of order.lines) {
    const their = theirs.get(line.sku);
    const same =
      their?.quantity === line.quantity &&
      their.shipped === line.shipped &&
      their.released === line.cancelled;
    if (same) continue;
    find(
      'amounts-differ',
      `${line.sku}: ${line.quantity} ordered, ${line.shipped} shipped, ${line.cancelled} cancelled here; ` +
        `${their?.quantity ?? 0} reserved, ${their?.shipped ?? 0} shipped, ${their?.released ?? 0} released at products`,
    );
  }
  const strange = reservation.lines.find((line) => !order.lines.some((ours) => ours.sku === line.sku));
  if (strange) find('amounts-differ', `${strange.sku} is reserved and was not ordered`);
};

const findStuck = (order: OrderRecord, now: Date, find: Find): void => {
  if (!isWaiting(order.state)) return;
  const since = order.state === 'reserved' ? order.paymentDeadline : order.since;
  if (now.getTime() - since.getTime() <= PATIENCE_SECONDS * 1_000) return;
  find('stuck', `the order has been ${order.state} since ${order.since.toISOString()}`);
};
