import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PaymentState } from '@fondaco/contracts/http/payments';
import { requestCapture, requestRefund } from './capturing.ts';
import { reject, settleVoid, withdraw } from './closing.ts';
import { beginAttempt, type Outcome, requestAgain, settleAttempt } from './paying.ts';
import { type CurrentAttempt, Impossible, type Payment } from './payment.ts';

const OWED = { amountMinor: 1000, currency: 'GBP' };
const current = (state: CurrentAttempt['state']): CurrentAttempt => ({
  attemptId: 'a',
  state,
  providerPaymentId: state === 'processing' ? null : 'theirs',
});
const payment = (state: PaymentState, changes: Partial<Payment> = {}): Payment => ({
  orderId: 'o',
  customerId: state === 'unknown' ? null : 'c',
  state,
  money: state === 'unknown' ? null : OWED,
  authorised: ['authorised', 'capturing', 'captured'].includes(state) ? 1000 : 0,
  captured: state === 'captured' ? 1000 : 0,
  refunded: 0,
  refunding: 0,
  attempt: ['authorised', 'capturing', 'captured'].includes(state) ? current('authorised') : null,
  shipmentId: ['capturing', 'captured'].includes(state) ? 's' : null,
  ...changes,
});
const outcome = (state: Outcome['state'], changes: Partial<Outcome> = {}): Outcome => ({
  state,
  providerPaymentId: 'theirs',
  amount: OWED,
  declineReason: state === 'declined' ? 'insufficient-funds' : null,
  actionUrl: state === 'action-required' ? 'https://provider.test' : null,
  ...changes,
});

describe('a new attempt', () => {
  for (const [state, customer, attempt, expected] of [
    ['unknown', 'anybody', null, 'waiting'],
    ['due', 'c', null, 'processing'],
    ['due', 'c', current('processing'), 'unfinished'],
    ['due', 'c', current('action-required'), 'unfinished'],
    ['due', 'stranger', null, 'not-yours'],
    ['closed', 'stranger', null, 'not-yours'],
    ['authorised', 'c', current('authorised'), 'not-payable'],
    ['captured', 'c', current('authorised'), 'not-payable'],
    ['closing', 'c', current('processing'), 'not-payable'],
    ['closed', 'c', null, 'not-payable'],
  ] as const) {
    test(`by ${customer} of a payment that is ${state}, with ${attempt?.state ?? 'no'} attempt: ${expected}`, () => {
      assert.equal(beginAttempt(payment(state, { attempt }), customer), expected);
    });
  }
});

describe('the outcome of an attempt', () => {
  for (const [state, of, expected, attempt, work, told] of [
    ['due', 'authorised', 'authorised', 'authorised', undefined, ['authorised']],
    ['due', 'declined', 'due', 'declined', undefined, ['declined']],
    ['due', 'voided', 'due', 'declined', undefined, ['declined']],
    ['due', 'action-required', 'due', 'action-required', 'confirm', []],
    ['closing', 'authorised', 'closing', 'authorised', 'void', []],
    ['closing', 'declined', 'closed', 'declined', undefined, ['closed']],
    ['closing', 'voided', 'closed', 'voided', undefined, ['closed']],
    ['closing', 'action-required', 'closing', 'action-required', 'void', []],
  ] as const) {
    test(`${of}, while the payment is ${state}, leads to ${expected}`, () => {
      const decision = settleAttempt(payment(state, { attempt: current('processing') }), 'a', outcome(of));
      assert.equal(decision?.payment.state, expected);
      assert.equal(decision?.attempt?.state, attempt);
      assert.equal(decision?.begin?.kind, work);
      assert.deepEqual(
        decision?.announce.map(({ kind }) => kind),
        told,
      );
      assert.equal(decision?.payment.authorised, of === 'authorised' ? 1000 : 0);
    });
  }

  test('is old when another attempt counts, or this one is authorised', () => {
    const open = payment('due', { attempt: current('processing') });
    assert.equal(settleAttempt(open, 'another', outcome('authorised')), null);
    assert.equal(settleAttempt(payment('authorised'), 'a', outcome('declined')), null);
    assert.equal(settleAttempt(payment('closed'), 'a', outcome('authorised')), null);
  });

  test('cannot be another amount than is owed, nor a capture', () => {
    const open = payment('due', { attempt: current('processing') });
    for (const amount of [
      { amountMinor: 999, currency: 'GBP' },
      { amountMinor: 1000, currency: 'EUR' },
    ]) {
      assert.throws(() => settleAttempt(open, 'a', outcome('authorised', { amount })), Impossible);
    }
    assert.throws(() => settleAttempt(open, 'a', outcome('captured')), Impossible);
  });
});

describe('withdrawing', () => {
  for (const [state, attempt, expected, work, told] of [
    ['unknown', null, 'closed', undefined, ['closed']],
    ['due', null, 'closed', undefined, ['closed']],
    ['due', current('processing'), 'closing', undefined, []],
    ['due', current('action-required'), 'closing', 'void', []],
    ['authorised', current('authorised'), 'closing', 'void', []],
    ['closing', current('authorised'), 'closing', undefined, []],
    ['closed', null, 'closed', undefined, ['closed']],
  ] as const) {
    test(`what is ${state}, with ${attempt?.state ?? 'no'} attempt, leads to ${expected}`, () => {
      const decision = withdraw(payment(state, { attempt }));
      assert.equal(decision.payment.state, expected);
      assert.equal(decision.begin?.kind, work);
      assert.deepEqual(
        decision.announce.map(({ kind }) => kind),
        told,
      );
    });
  }

  test('what is being taken, or was, cannot be', () => {
    for (const state of ['capturing', 'captured'] as const) {
      assert.throws(() => withdraw(payment(state)), Impossible);
    }
  });

  test('ends only when the provider has said that nothing is held', () => {
    const closing = payment('closing', { attempt: current('authorised'), authorised: 1000 });
    for (const state of ['processing', 'action-required', 'authorised', 'captured'] as const) {
      assert.equal(settleVoid(closing, 'a', outcome(state)), null, state);
    }
    assert.equal(settleVoid(closing, 'a', outcome('voided'))?.payment.state, 'closed');
  });

  test('a rejected order has no payment that anybody requested', () => {
    assert.equal(reject(payment('unknown')).payment.state, 'closed');
    assert.throws(() => reject(payment('due')), Impossible);
  });
});

describe('what is asked again', () => {
  test('is answered by what has become of it, and refused when it asks for something else', () => {
    const request = { customerId: 'c', amount: OWED };
    assert.deepEqual(requestAgain(payment('due'), request).announce, []);
    assert.equal(requestAgain(payment('authorised'), request).announce[0]?.kind, 'authorised');
    for (const other of [
      { customerId: 'd', amount: OWED },
      { customerId: 'c', amount: { ...OWED, amountMinor: 1 } },
    ]) {
      assert.throws(() => requestAgain(payment('due'), other), Impossible);
    }
  });

  test('takes the money once, and gives no more back than was taken', () => {
    const asked = { shipmentId: 's', amount: OWED };
    const earlier = { shipmentId: 's', state: 'captured', failure: null } as const;
    assert.equal(requestCapture(payment('authorised'), asked, null).begin?.kind, 'capture');
    assert.equal(requestCapture(payment('captured'), asked, earlier).begin, undefined);
    const nearlyAll = payment('captured', { refunded: 500, refunding: 400 });
    const refund = (amountMinor: number) =>
      requestRefund(nearlyAll, { refundId: 'r', amount: { ...OWED, amountMinor } }, null);
    assert.equal(refund(100).begin?.kind, 'refund');
    assert.equal(refund(101).announce[0]?.kind, 'refund-failed');
    assert.throws(() => refund(0), Impossible);
  });
});
