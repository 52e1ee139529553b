import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrderState } from '@fondaco/contracts/http/orders';
import type { PaymentRecord, PaymentState } from '@fondaco/contracts/http/payments';
import type { ReservationRecord } from '@fondaco/contracts/http/products';
import { compare, MISMATCH_KINDS, type MismatchKind, type OrderRecord } from './mismatch.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

const order = (state: OrderState, changes: Partial<OrderRecord> = {}): OrderRecord => {
  const shipped = ['shipped', 'delivered', 'refunded'].includes(state)
    ? 2
    : state === 'partly-shipped'
      ? 1
      : 0;
  return {
    orderId: 'order',
    state,
    since: NOW,
    paymentDeadline: NOW,
    currency: 'GBP',
    totalMinor: 200,
    refundedMinor: state === 'refunded' ? 200 : 0,
    lines: [{ sku: 'A', quantity: 2, shipped, cancelled: 0 }],
    ...changes,
  };
};
const payment = (state: PaymentState, changes: Partial<PaymentRecord> = {}): PaymentRecord => ({
  orderId: 'order',
  state,
  amount: gbp(200),
  authorised: ['authorised', 'capturing', 'captured'].includes(state) ? gbp(200) : null,
  captured: state === 'captured' ? gbp(200) : null,
  refunded: null,
  changedAt: NOW.toISOString(),
  ...changes,
});
const reservation = (state: ReservationRecord['state'], shipped = 0, released = 0): ReservationRecord => ({
  orderId: 'order',
  state,
  lines: state === 'refused' ? [] : [{ sku: 'A', quantity: 2, shipped, released }],
});
const kinds = (...records: [OrderRecord | null, PaymentRecord | null, ReservationRecord | null]) =>
  compare(...records, NOW).map((found) => found.kind);

describe('records agree', () => {
  const agreeing: Record<OrderState, [PaymentRecord | null, ReservationRecord | null]> = {
    pending: [null, null],
    reserved: [payment('due'), reservation('open')],
    authorised: [payment('authorised'), reservation('open')],
    confirmed: [payment('authorised'), reservation('open')],
    shipping: [payment('capturing'), reservation('open')],
    'partly-shipped': [payment('captured'), reservation('open', 1)],
    shipped: [payment('captured'), reservation('ended', 2)],
    delivered: [payment('captured'), reservation('ended', 2)],
    cancelling: [payment('closing'), reservation('open')],
    cancelled: [payment('closed'), reservation('ended', 0, 2)],
    expiring: [payment('closed'), reservation('open')],
    expired: [payment('closed'), reservation('ended', 0, 2)],
    rejected: [payment('closed'), reservation('refused')],
    refunded: [payment('captured', { refunded: gbp(200) }), reservation('ended', 2)],
  };
  for (const [state, [paid, reserved]] of Object.entries(agreeing)) {
    test(`on an order that is ${state}`, () => {
      assert.deepEqual(kinds(order(state as OrderState), paid, reserved), []);
    });
  }

  test('on an order that never came to a payment or a reservation', () => {
    assert.deepEqual(kinds(order('cancelled'), payment('closed', { amount: null }), null), []);
    assert.deepEqual(kinds(null, payment('closed'), reservation('ended', 0, 2)), []);
  });

  test('on a part shipment whose rest was cancelled', () => {
    const lines = [{ sku: 'A', quantity: 2, shipped: 1, cancelled: 1 }];
    assert.deepEqual(
      kinds(order('partly-shipped', { lines }), payment('captured'), reservation('ended', 1, 1)),
      [],
    );
  });
});

describe('records disagree', () => {
  const long = { since: new Date('2026-11-23T11:00:00Z'), paymentDeadline: new Date('2026-11-23T11:30:00Z') };
  const cases: [string, MismatchKind, ReturnType<typeof kinds>][] = [
    ['money without an order', 'paid-without-order', kinds(null, payment('captured'), null)],
    [
      'money for a cancelled order',
      'paid-without-order',
      kinds(order('cancelled'), payment('authorised'), reservation('ended', 0, 2)),
    ],
    [
      'a confirmed order that nobody paid',
      'order-without-payment',
      kinds(order('confirmed'), payment('due'), reservation('open')),
    ],
    [
      'a shipped order whose payment is unknown',
      'order-without-payment',
      kinds(order('shipped'), null, reservation('ended', 2)),
    ],
    ['stock without an order', 'reservation-without-order', kinds(null, null, reservation('open'))],
    [
      'stock for an expired order',
      'reservation-without-order',
      kinds(order('expired'), payment('closed'), reservation('open')),
    ],
    [
      'a confirmed order without stock',
      'order-without-reservation',
      kinds(order('confirmed'), payment('authorised'), reservation('refused')),
    ],
    [
      'another amount',
      'amounts-differ',
      kinds(order('confirmed'), payment('authorised', { authorised: gbp(199) }), reservation('open')),
    ],
    [
      'another refund',
      'amounts-differ',
      kinds(order('shipped'), payment('captured', { refunded: gbp(1) }), reservation('ended', 2)),
    ],
    [
      'other units shipped',
      'amounts-differ',
      kinds(order('partly-shipped'), payment('captured'), reservation('open', 2)),
    ],
    [
      'an authorisation that the order does not know',
      'states-differ',
      kinds(order('reserved'), payment('authorised'), reservation('open')),
    ],
    [
      'a shipped order whose money was not taken',
      'states-differ',
      kinds(order('shipped'), payment('authorised'), reservation('ended', 2)),
    ],
    ['a question without an answer', 'stuck', kinds(order('pending', long), null, null)],
    [
      'an unpaid order past its deadline',
      'stuck',
      kinds(order('reserved', long), payment('due'), reservation('open')),
    ],
  ];
  for (const [what, kind, found] of cases) {
    test(`${what}: ${kind}, and nothing else`, () => assert.deepEqual(found, [kind]));
  }

  test('in every kind that there is', () => {
    assert.deepEqual(new Set(cases.map(([, kind]) => kind)), new Set(MISMATCH_KINDS));
  });

  test('but not yet while an order may still be paid', () => {
    const waiting = { since: long.since, paymentDeadline: new Date('2026-11-23T12:30:00Z') };
    assert.deepEqual(kinds(order('reserved', waiting), payment('due'), reservation('open')), []);
  });
});
