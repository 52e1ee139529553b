import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OrderState } from '@fondaco/contracts/http/orders';
import fc from 'fast-check';
import { advance, isFinal, type Trigger } from '../../services/orders/src/order/order.ts';
import { reject, settleVoid, withdraw } from '../../services/payments/src/payment/closing.ts';
import {
  beginAttempt,
  type Outcome,
  requestAgain,
  settleAttempt,
} from '../../services/payments/src/payment/paying.ts';
import type { Decision, Payment, WorkItem } from '../../services/payments/src/payment/payment.ts';

const OWED = { amountMinor: 1_000, currency: 'EUR' };
const CUSTOMER = 'customer';

const STEPS = [
  'pay',
  'pay with a card that is declined',
  'cancel',
  'expire',
  'orders asks again',
  'to products',
  'from products',
  'to payments',
  'from payments',
  'provider is asked',
  'provider is asked, payments dies',
] as const;
type Step = (typeof STEPS)[number];

type ToPayments = 'payment-requested' | 'payment-withdrawn' | 'rejected';
type ToOrders = 'payment-authorised' | 'payment-declined' | 'payment-closed';
type FromProducts = 'reservation-accepted' | 'reservation-refused';

/**
 * The decisions of Orders and of Payments as they are in the services, with what lies between them: topics that
 * keep the order of one order's messages and deliver late, and a provider that remembers what it was asked.
 */
const createWorld = (inStock: boolean) => {
  let order: OrderState = 'pending';
  const been = new Set<OrderState>([order]);
  let payment: Payment = {
    orderId: 'order',
    customerId: null,
    state: 'unknown',
    money: null,
    authorised: 0,
    captured: 0,
    refunded: 0,
    refunding: 0,
    attempt: null,
    shipmentId: null,
  };
  const toProducts = ['placed'];
  const fromProducts: FromProducts[] = [];
  const toPayments: ToPayments[] = [];
  const toOrders: ToOrders[] = [];
  const waiting: string[] = [];
  const declined = new Set<string>();
  const held = new Map<string, Outcome['state']>();
  const work: WorkItem[] = [];
  let attempts = 0;

  const move = (trigger: Trigger): boolean => {
    const progress = advance(order, trigger);
    assert.notEqual(progress.kind, 'illegal', `${trigger} came to an order that is ${order}`);
    if (progress.kind !== 'moved') return false;
    order = progress.state;
    for (const state of progress.states) been.add(state);
    return true;
  };

  const apply = (decision: Decision | null): void => {
    if (!decision) return;
    payment = decision.payment;
    const { end, begin } = decision;
    if (end) {
      const at = work.findIndex(({ kind, subjectId }) => kind === end.kind && subjectId === end.subjectId);
      if (at >= 0) work.splice(at, 1);
    }
    if (begin) work.push(begin);
    if (payment.state === 'closed') waiting.length = 0;
    for (const { kind } of decision.announce) toOrders.push(`payment-${kind}` as ToOrders);
  };

  const begin = (attemptId: string): void => {
    payment = { ...payment, attempt: { attemptId, state: 'processing', providerPaymentId: null } };
    work.push({ kind: 'authorise', subjectId: attemptId });
  };

  const pay = (isDeclined: boolean): void => {
    attempts += 1;
    const attemptId = `attempt ${attempts}`;
    if (isDeclined) declined.add(attemptId);
    const beginning = beginAttempt(payment, CUSTOMER);
    if (beginning === 'processing') begin(attemptId);
    if (beginning === 'waiting' && waiting.length === 0) waiting.push(attemptId);
  };

  const askProvider = (item: WorkItem): Outcome => {
    const { kind, subjectId } = item;
    if (kind === 'authorise' && !held.has(subjectId))
      held.set(subjectId, declined.has(subjectId) ? 'declined' : 'authorised');
    if (kind === 'void' && held.get(subjectId) === 'authorised') held.set(subjectId, 'voided');
    const state = held.get(subjectId) ?? 'declined';
    return {
      state,
      providerPaymentId: `theirs of ${subjectId}`,
      amount: OWED,
      declineReason: state === 'declined' ? 'card-declined' : null,
      actionUrl: null,
    };
  };

  const doWork = (dies: boolean): void => {
    const [item] = work;
    if (!item) return;
    const outcome = askProvider(item);
    // Whoever takes it up next asks again under the same key.
    if (dies) return;
    work.shift();
    apply(
      item.kind === 'void'
        ? settleVoid(payment, item.subjectId, outcome)
        : settleAttempt(payment, item.subjectId, outcome),
    );
  };

  const askAgain = (): void => {
    if (order === 'pending') toProducts.push('placed');
    if (order === 'reserved') toPayments.push('payment-requested');
    if (order === 'cancelling' || order === 'expiring') toPayments.push('payment-withdrawn');
  };

  const reachPayments = (message: ToPayments | undefined): void => {
    if (message === 'payment-withdrawn') apply(withdraw(payment));
    if (message === 'rejected') apply(reject(payment));
    if (message !== 'payment-requested') return;
    if (payment.state !== 'unknown') {
      apply(requestAgain(payment, { customerId: CUSTOMER, amount: OWED }));
      return;
    }
    payment = { ...payment, state: 'due', customerId: CUSTOMER, money: OWED };
    const first = waiting.shift();
    if (first !== undefined) begin(first);
  };

  const giveUp = (trigger: 'cancel' | 'expire'): void => {
    const possible = advance(order, trigger).kind === 'moved';
    if (possible && move(trigger)) toPayments.push('payment-withdrawn');
  };

  const steps: Record<Step, () => void> = {
    pay: () => pay(false),
    'pay with a card that is declined': () => pay(true),
    cancel: () => giveUp('cancel'),
    expire: () => giveUp('expire'),
    'orders asks again': askAgain,
    'to products': () => {
      if (toProducts.shift()) fromProducts.push(inStock ? 'reservation-accepted' : 'reservation-refused');
    },
    'from products': () => {
      const answer = fromProducts.shift();
      if (!answer || !move(answer)) return;
      toPayments.push(order === 'rejected' ? 'rejected' : 'payment-requested');
    },
    'to payments': () => reachPayments(toPayments.shift()),
    'from payments': () => {
      const answer = toOrders.shift();
      if (answer) move(answer);
    },
    'provider is asked': () => doWork(false),
    'provider is asked, payments dies': () => doWork(true),
  };

  return {
    take: (step: Step) => steps[step](),
    /** Everything that is under way arrives. */
    settle: () => {
      for (let round = 0; round < 50; round++)
        for (const step of [
          'to products',
          'from products',
          'to payments',
          'provider is asked',
          'from payments',
        ] as const)
          steps[step]();
      const idle = [toProducts, fromProducts, toPayments, toOrders, work].every(
        (queue) => queue.length === 0,
      );
      assert.ok(idle, 'it does not come to rest');
    },
    order: () => order,
    been,
    holds: () => [...held.values()].filter((state) => state === 'authorised').length,
    payment: () => payment,
  };
};

test('whatever comes first, an order is confirmed and held once, or given up and nothing is held', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STEPS), { maxLength: 60 }), fc.boolean(), (taken, inStock) => {
      const world = createWorld(inStock);
      for (const step of taken) {
        world.take(step);
        assert.ok(world.holds() <= 1, 'two holds at once');
        if (['cancelled', 'expired'].includes(world.order()))
          assert.equal(world.holds(), 0, 'held after the end');
      }
      world.settle();
      const order = world.order();
      const ends = ['confirmed', 'cancelled', 'expired', 'rejected'] as const;
      assert.ok(order === 'reserved' ? true : isFinal(order), `it ends as ${order}`);
      // Until it is given up, a confirmed order stays so; given up, it never comes back.
      assert.ok(ends.filter((end) => end !== 'confirmed' && world.been.has(end)).length <= 1);
      assert.equal(world.holds(), order === 'confirmed' ? 1 : 0, `${world.holds()} holds, ${order}`);
      if (order === 'cancelled' || order === 'expired' || order === 'rejected')
        assert.equal(world.payment().state, 'closed');
    }),
    { numRuns: 3_000 },
  );
});
