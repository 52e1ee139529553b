import { randomUUID } from 'node:crypto';
import {
  type PaymentProvider,
  type ProviderNotice,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefused,
  ProviderUnavailable,
  WrongSignature,
} from './provider/payment-provider.ts';

type Operation = 'authorise' | 'find' | 'read' | 'capture' | 'void' | 'refund';

/** What a call meets before and after it has its effect; either may wait, or throw. */
export type Interference = { before?: () => Promise<void> | void; after?: () => Promise<void> | void };

type Kept = { -readonly [Key in keyof ProviderPayment]: ProviderPayment[Key] };

export type FakeProvider = PaymentProvider & {
  readonly payments: Map<string, Kept>;
  readonly refunds: Map<string, ProviderRefund>;
  readonly calls: { readonly operation: Operation; readonly key: string }[];
  /** The next call of the operation meets this. */
  interfere(operation: Operation, interference: Interference): void;
  /** What the attempt has become there. */
  of(attemptId: string): Kept;
  /** The customer confirms, or does not. */
  confirm(attemptId: string, confirmed?: boolean): void;
};

/** A provider that behaves by the card's token: tok_declined, tok_3ds, tok_capture_fails, tok_refund_fails; others are paid. */
export const createFakeProvider = (): FakeProvider => {
  const payments = new Map<string, Kept>();
  const tokens = new Map<string, string>();
  const refunds = new Map<string, ProviderRefund>();
  const calls: { operation: Operation; key: string }[] = [];
  const interferences = new Map<Operation, Interference[]>();

  const meet = async <T>(operation: Operation, key: string, effect: () => T): Promise<T> => {
    calls.push({ operation, key });
    const interference = interferences.get(operation)?.shift();
    await interference?.before?.();
    const answer = structuredClone(effect());
    await interference?.after?.();
    return answer;
  };
  const byId = (id: string): Kept => {
    const payment = [...payments.values()].find((one) => one.id === id);
    if (!payment) throw new ProviderRefused('no-such-payment', `there is no payment ${id}`);
    return payment;
  };
  const of = (attemptId: string): Kept => {
    const payment = payments.get(attemptId);
    if (!payment) throw new Error(`the provider never got attempt ${attemptId}`);
    return payment;
  };

  return {
    name: 'sandbox',
    payments,
    refunds,
    calls,
    of,
    interfere: (operation, interference) => {
      interferences.set(operation, [...(interferences.get(operation) ?? []), interference]);
    },
    confirm: (attemptId, confirmed = true) => {
      const payment = of(attemptId);
      if (payment.state !== 'action-required') return;
      payment.state = confirmed ? 'authorised' : 'declined';
      payment.declineReason = confirmed ? null : 'authentication-failed';
    },
    authorise: ({ attemptId, orderId, amount, cardToken, returnUrl }) =>
      meet('authorise', attemptId, () => {
        const earlier = payments.get(attemptId);
        if (earlier) return earlier;
        if (cardToken === 'tok_unknown') throw new ProviderRefused('token-unknown', 'no such token');
        const state =
          cardToken === 'tok_declined'
            ? 'declined'
            : cardToken === 'tok_3ds'
              ? 'action-required'
              : 'authorised';
        const payment: Kept = {
          id: `pay_${randomUUID().replaceAll('-', '')}`,
          attemptId,
          orderId,
          state,
          amount,
          captured: 0,
          refunded: 0,
          declineReason: state === 'declined' ? 'card-declined' : null,
          actionUrl: state === 'action-required' ? `https://provider.test/confirm?back=${returnUrl}` : null,
        };
        payments.set(attemptId, payment);
        tokens.set(payment.id, cardToken);
        return payment;
      }),
    find: (attemptId) => meet('find', attemptId, () => payments.get(attemptId) ?? null),
    read: (id) => meet('read', id, () => byId(id)),
    capture: (id, key) =>
      meet('capture', key, () => {
        const payment = byId(id);
        if (payment.state === 'captured') return payment;
        if (tokens.get(id) === 'tok_capture_fails' || payment.state !== 'authorised') {
          throw new ProviderRefused('capture-refused', 'the bank will not pay');
        }
        payment.state = 'captured';
        payment.captured = payment.amount.amountMinor;
        return payment;
      }),
    void: (id, key) =>
      meet('void', key, () => {
        const payment = byId(id);
        if (payment.state === 'captured') throw new ProviderRefused('captured', 'it is too late');
        if (payment.state !== 'declined') payment.state = 'voided';
        return payment;
      }),
    refund: ({ paymentId, refundId, amount }) =>
      meet('refund', refundId, () => {
        const earlier = refunds.get(refundId);
        if (earlier) return earlier;
        const payment = byId(paymentId);
        if (
          tokens.get(paymentId) === 'tok_refund_fails' ||
          payment.refunded + amount.amountMinor > payment.captured
        ) {
          throw new ProviderRefused('refund-refused', 'it cannot be given back');
        }
        payment.refunded += amount.amountMinor;
        const refund = { id: `re_${randomUUID()}`, refundId, amount };
        refunds.set(refundId, refund);
        return refund;
      }),
    changes: async () => ({ payments: structuredClone([...payments.values()]), next: null }),
    readNotice: (body, headers) => {
      if (headers['fake-signature'] !== 'right') throw new WrongSignature('not signed');
      return JSON.parse(body.toString()) as ProviderNotice;
    },
  };
};

/** What a call that got no answer throws. */
export const noAnswer = (): never => {
  throw new ProviderUnavailable('no answer');
};
