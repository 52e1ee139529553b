import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OrderState } from '@fondaco/contracts/http/orders';
import fc from 'fast-check';
import { isFinal } from '../order/order.ts';
import { ORDER_QUESTIONS, type WaitingOrder, whatIsDue } from './waiting.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 23) + seconds * 1_000);
const order = (state: OrderState, changes: Partial<WaitingOrder> = {}): WaitingOrder => ({
  state,
  since: at(0),
  askedAt: null,
  paymentDeadline: at(1_800),
  ...changes,
});
const due = (waiting: WaitingOrder, seconds: number) => whatIsDue(waiting, at(seconds), 30);

describe('what is due for an order', () => {
  for (const [state, question] of [
    ['pending', 'placed'],
    ['cancelling', 'payment-withdrawn'],
    ['expiring', 'payment-withdrawn'],
    ['shipping', 'capture-requested'],
  ] as const) {
    test(`that is ${state}: after 30 s without an answer ${question} is asked again, and after 30 s more`, () => {
      assert.deepEqual(due(order(state), 29), { kind: 'leave', lookAgainAt: at(30) });
      assert.deepEqual(due(order(state), 30), { kind: 'ask', question, lookAgainAt: at(60) });
      assert.deepEqual(due(order(state, { askedAt: at(30) }), 59), { kind: 'leave', lookAgainAt: at(60) });
    });
  }

  test('that waits for its customer: the payment is requested again after ten times as long', () => {
    assert.deepEqual(due(order('reserved'), 30), { kind: 'leave', lookAgainAt: at(300) });
    const asked = due(order('reserved'), 300);
    assert.deepEqual(asked, { kind: 'ask', question: 'payment-requested', lookAgainAt: at(600) });
  });

  test('that can be paid: it is looked at when its deadline passes, and given up then', () => {
    assert.deepEqual(due(order('reserved'), 1_700), {
      kind: 'ask',
      question: 'payment-requested',
      lookAgainAt: at(1_800),
    });
    for (const state of ['pending', 'reserved'] as const) {
      assert.deepEqual(due(order(state), 1_800), { kind: 'expire' });
    }
  });

  test('that is being given up or shipped: its deadline ends nothing', () => {
    for (const state of ['cancelling', 'expiring', 'shipping'] as const) {
      assert.notEqual(due(order(state), 100_000).kind, 'expire');
    }
  });

  test('is looked at again later, or never: no order is swept in circles', () => {
    const state = fc.constantFrom<OrderState>(
      'pending',
      'reserved',
      'cancelling',
      'shipping',
      'confirmed',
      'expired',
    );
    const seconds = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        state,
        seconds,
        fc.option(seconds),
        seconds,
        seconds,
        (some, since, asked, deadline, now) => {
          const askedAt = asked === null ? null : at(asked);
          const what = due({ state: some, since: at(since), askedAt, paymentDeadline: at(deadline) }, now);
          if (isFinal(some)) return assert.equal(what.kind, 'forget');
          if (what.kind === 'ask' || what.kind === 'leave') assert.ok(what.lookAgainAt > at(now));
          if (what.kind === 'ask') assert.ok(ORDER_QUESTIONS.includes(what.question));
        },
      ),
    );
  });
});
