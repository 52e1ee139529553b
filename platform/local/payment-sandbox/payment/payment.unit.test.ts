import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Behaviour } from '../card/behaviour.ts';
import {
  answerCustomer,
  beginPayment,
  type Change,
  capturePayment,
  type Payment,
  refundPayment,
  voidPayment,
} from './payment.ts';

const begin = (behaviour: Behaviour = 'ok'): Payment =>
  beginPayment(
    {
      id: 'sp_1',
      attemptId: 'attempt',
      orderId: 'order',
      amount: 1_000,
      currency: 'EUR',
      behaviour,
      returnUrl: 'https://shop/',
    },
    1,
  );
const after = (change: Change): Payment => {
  if (change.ok) return change.payment;
  throw new assert.AssertionError({ message: change.code });
};
const refusal = (change: Change): string => (change.ok ? 'changed' : change.code);

describe('a payment at the provider', () => {
  it('is held, declined with its reason, or waits for the customer', () => {
    const outcome = (behaviour: Behaviour) => {
      const { state, declineReason, heldAt } = begin(behaviour);
      return [state, declineReason, heldAt];
    };
    assert.deepEqual(outcome('ok'), ['authorised', null, 1]);
    assert.deepEqual(outcome('timeout-after-charge'), ['authorised', null, 1]);
    assert.deepEqual(outcome('declined'), ['declined', 'card-declined', null]);
    assert.deepEqual(outcome('insufficient-funds'), ['declined', 'insufficient-funds', null]);
    assert.deepEqual(outcome('expired-card'), ['declined', 'expired-card', null]);
    assert.deepEqual(outcome('token-invalid'), ['declined', 'card-token-invalid', null]);
    assert.deepEqual(outcome('asks-customer'), ['action-required', null, null]);
  });

  it('is held once the customer has confirmed it, and declined when he refuses', () => {
    const waiting = begin('asks-customer');
    assert.deepEqual(
      [after(answerCustomer(waiting, true, 5)).state, after(answerCustomer(waiting, true, 5)).heldAt],
      ['authorised', 5],
    );
    assert.equal(after(answerCustomer(waiting, false, 5)).declineReason, 'authentication-failed');
    assert.equal(refusal(answerCustomer(begin(), true, 5)), 'sandbox/not-waiting');
  });

  it('is captured once, whole, and not after it was voided', () => {
    const captured = after(capturePayment(begin(), 2));
    assert.deepEqual([captured.state, captured.captured, captured.changedAt], ['captured', 1_000, 2]);
    assert.equal(refusal(capturePayment(captured, 3)), 'sandbox/not-capturable');
    assert.equal(refusal(capturePayment(after(voidPayment(begin(), 2)), 3)), 'sandbox/not-capturable');
    assert.equal(refusal(capturePayment(begin('capture-fails'), 2)), 'sandbox/capture-failed');
  });

  it('is voided while it is held or waits, and never after it was taken', () => {
    assert.equal(after(voidPayment(begin(), 2)).voidedAt, 2);
    assert.equal(after(voidPayment(begin('asks-customer'), 2)).state, 'voided');
    assert.equal(refusal(voidPayment(after(capturePayment(begin(), 2)), 3)), 'sandbox/not-voidable');
    assert.equal(refusal(voidPayment(begin('declined'), 2)), 'sandbox/not-voidable');
  });

  it('gives back no more than was taken', () => {
    const captured = after(capturePayment(begin(), 2));
    const partly = after(refundPayment(captured, 400, 3));
    assert.equal(partly.refunded, 400);
    assert.equal(refusal(refundPayment(partly, 601, 4)), 'sandbox/refund-too-large');
    assert.equal(after(refundPayment(partly, 600, 4)).refunded, 1_000);
    assert.equal(refusal(refundPayment(begin(), 1, 2)), 'sandbox/not-refundable');
    const unwilling = after(capturePayment(begin('refund-fails'), 2));
    assert.equal(refusal(refundPayment(unwilling, 1, 3)), 'sandbox/refund-failed');
  });
});
