import assert from 'node:assert/strict';
import { requestCapture, requestRefund, settleCapture, settleRefund } from './capturing.ts';
import { reject, settleVoid, withdraw } from './closing.ts';
import { beginAttempt, type Outcome, requestAgain, settleAttempt } from './paying.ts';
import {
  type CaptureChange,
  type Decision,
  Impossible,
  type Payment,
  type RefundChange,
  type WorkItem,
} from './payment.ts';

const OWED = { amountMinor: 1000, currency: 'GBP' };
const CUSTOMER = 'customer';
export type Card = 'ok' | 'declined' | '3ds' | 'refused' | 'capture-fails' | 'refund-fails';

/** What the provider has on record of an attempt. */
type Theirs = { state: Outcome['state']; card: Card; captured: number; refunded: number };
type Held = WorkItem & { readonly token: number; answer: Answer | null };
type Answer = { kind: 'outcome'; outcome: Outcome } | { kind: 'failure'; failure: string | null };

/**
 * One order, its payment, the provider, and replicas that take work up, ask, record, freeze and die in any order:
 * a lease may be taken over at any moment, and whoever lost it goes on as if nothing had happened.
 */
export const createWorld = () => {
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
  const cards = new Map<string, Card>();
  const waiting: string[] = [];
  const theirs = new Map<string, Theirs>();
  const theirRefunds = new Map<string, number>();
  const captures = new Map<string, CaptureChange>();
  const refunds = new Map<string, RefundChange>();
  const work: (WorkItem & { token: number })[] = [];
  const held: Held[] = [];
  const told: string[] = [];
  let tokens = 0;
  let ids = 0;

  const remove = (item: WorkItem): void => {
    const at = work.findIndex(({ kind, subjectId }) => kind === item.kind && subjectId === item.subjectId);
    if (at >= 0) work.splice(at, 1);
  };
  const begin = (item: WorkItem): void => {
    work.push({ ...item, token: 0 });
  };
  const apply = (decision: Decision): void => {
    payment = decision.payment;
    if (decision.capture) captures.set(decision.capture.shipmentId, decision.capture);
    if (decision.refund) refunds.set(decision.refund.refundId, decision.refund);
    if (decision.end) remove(decision.end);
    if (decision.begin) begin(decision.begin);
    if (payment.state === 'closed') waiting.length = 0;
    for (const { kind } of decision.announce) {
      told.push(kind);
      if (kind === 'closed') assert.equal(payment.state, 'closed');
    }
  };
  /** What says the impossible is parked and changes nothing. */
  const decide = (decision: () => Decision): void => {
    try {
      apply(decision());
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
    }
  };
  const becomeCurrent = (attemptId: string): void => {
    payment = { ...payment, attempt: { attemptId, state: 'processing', providerPaymentId: null } };
    begin({ kind: 'authorise', subjectId: attemptId });
  };

  const outcomeOf = (attemptId: string, card: Card): Outcome => {
    const known = theirs.get(attemptId);
    const refused = known === undefined;
    return {
      state: refused ? 'declined' : known.state,
      providerPaymentId: refused ? null : `theirs-${attemptId}`,
      amount: refused ? null : OWED,
      declineReason: card === 'refused' ? 'card-token-invalid' : null,
      actionUrl: null,
    };
  };
  const attemptOf = (item: WorkItem): string => {
    if (item.kind === 'capture' || item.kind === 'refund') return payment.attempt?.attemptId ?? '';
    return item.subjectId;
  };
  const ask = (item: WorkItem): Answer => {
    const attemptId = attemptOf(item);
    const card = cards.get(attemptId) ?? 'ok';
    const known = theirs.get(attemptId);
    if (item.kind === 'authorise' && known === undefined && card !== 'refused') {
      const state = card === 'declined' ? 'declined' : card === '3ds' ? 'action-required' : 'authorised';
      theirs.set(attemptId, { state, card, captured: 0, refunded: 0 });
    }
    if (item.kind === 'void' && (known?.state === 'authorised' || known?.state === 'action-required')) {
      known.state = 'voided';
    }
    if (item.kind === 'capture') {
      if (known?.state === 'authorised' && card !== 'capture-fails') {
        known.state = 'captured';
        known.captured = OWED.amountMinor;
      }
      return { kind: 'failure', failure: known?.state === 'captured' ? null : 'refused' };
    }
    if (item.kind === 'refund') {
      const amount = refunds.get(item.subjectId)?.amountMinor ?? 0;
      if (!theirRefunds.has(item.subjectId) && known && card !== 'refund-fails') {
        theirRefunds.set(item.subjectId, amount);
        known.refunded += amount;
      }
      return { kind: 'failure', failure: theirRefunds.has(item.subjectId) ? null : 'refused' };
    }
    return { kind: 'outcome', outcome: outcomeOf(attemptId, card) };
  };
  const settle = (item: WorkItem, answer: Answer): Decision | null => {
    if (answer.kind === 'failure') {
      if (item.kind === 'capture') return settleCapture(payment, item.subjectId, answer.failure);
      const refund = refunds.get(item.subjectId);
      return refund ? settleRefund(payment, refund, answer.failure) : null;
    }
    return item.kind === 'void'
      ? settleVoid(payment, item.subjectId, answer.outcome)
      : settleAttempt(payment, item.subjectId, answer.outcome);
  };

  const commands = {
    request: () => {
      if (payment.state !== 'unknown') {
        decide(() => requestAgain(payment, { customerId: CUSTOMER, amount: OWED }));
        return;
      }
      payment = { ...payment, state: 'due', customerId: CUSTOMER, money: OWED };
      const next = waiting.shift();
      if (next !== undefined) becomeCurrent(next);
    },
    pay: (card: Card) => {
      const attemptId = `attempt-${++ids}`;
      const beginning = beginAttempt(payment, CUSTOMER);
      if (beginning === 'waiting' && waiting.length === 0) waiting.push(attemptId);
      else if (beginning === 'processing') becomeCurrent(attemptId);
      else return;
      cards.set(attemptId, card);
    },
    withdraw: () => decide(() => withdraw(payment)),
    reject: () => decide(() => reject(payment)),
    capture: (n: number) => {
      const shipmentId = `shipment-${n % 2}`;
      const earlier = captures.get(shipmentId) ?? null;
      decide(() => requestCapture(payment, { shipmentId, amount: OWED }, earlier));
    },
    refund: (n: number) => {
      const refundId = `refund-${n % 4}`;
      const amount = { amountMinor: 1 + ((n * 211) % 700), currency: 'GBP' };
      decide(() => requestRefund(payment, { refundId, amount }, refunds.get(refundId) ?? null));
    },
    confirm: (confirmed: boolean) => {
      for (const known of theirs.values()) {
        if (known.state === 'action-required') known.state = confirmed ? 'authorised' : 'declined';
      }
    },
    /** Takes work up, also from whoever is at it. */
    take: (n: number) => {
      const item = work[n % Math.max(work.length, 1)];
      if (!item) return;
      item.token = ++tokens;
      held.push({ kind: item.kind, subjectId: item.subjectId, token: item.token, answer: null });
    },
    /** Also by one who has lost the lease, and does not know. */
    ask: (n: number) => {
      const one = held[n % Math.max(held.length, 1)];
      if (one) one.answer = ask(one);
    },
    record: (n: number) => {
      const at = n % Math.max(held.length, 1);
      const one = held[at];
      if (!one?.answer) return;
      held.splice(at, 1);
      if (
        !work.some(
          ({ kind, subjectId, token }) =>
            kind === one.kind && subjectId === one.subjectId && token === one.token,
        )
      ) {
        return;
      }
      const decision = settle(one, one.answer);
      const unsettled = one.answer.kind === 'outcome' && one.answer.outcome.state === 'action-required';
      if (decision === null && unsettled && one.kind === 'confirm') return;
      remove(one);
      if (decision) apply(decision);
    },
    die: (n: number) => void held.splice(n % Math.max(held.length, 1), 1),
  };

  /** All three steps of a healthy replica. */
  const doWork = (n: number): void => {
    if (work.length === 0) return;
    commands.take(n);
    commands.ask(held.length - 1);
    commands.record(held.length - 1);
  };

  const check = (): void => {
    const chargeable = [...theirs.values()].filter(({ state }) =>
      ['authorised', 'captured', 'action-required'].includes(state),
    );
    assert.ok(chargeable.length <= 1, 'two holds at once');
    if (payment.state === 'closed')
      assert.equal(chargeable.length, 0, 'closed, but something can be charged');
    for (const { captured, refunded } of theirs.values())
      assert.ok(refunded <= captured, 'refunded too much');
    assert.ok(payment.refunded + payment.refunding <= payment.captured);
    assert.ok(payment.captured <= payment.authorised || payment.state === 'closed');
  };

  const finish = (): void => {
    for (let turn = 0; turn < 100 && work.some(({ kind }) => kind !== 'confirm'); turn++) {
      held.length = 0;
      commands.take(work.findIndex(({ kind }) => kind !== 'confirm'));
      commands.ask(0);
      commands.record(0);
      check();
    }
  };
  return { commands: { ...commands, work: doWork }, check, finish, state: () => payment, work, theirs, told };
};
