import type { SandboxRefund } from '@fondaco/contracts/http/payment-sandbox';
import type { CardTokens } from '../card/card-token-store.ts';
import { randomId } from '../new-id.ts';
import type { WriteNotice } from '../webhook/write-notice.ts';
import { beginPayment, type Change, type Payment, refundPayment } from './payment.ts';
import type { Numbered, Payments } from './payment-store.ts';
import { publicRefund, type Refunds } from './refund-store.ts';

/** Writes payments and what has to be told of them. Every function is called inside a transaction. */
export type Ledger = {
  begin(
    request: Pick<Payment, 'attemptId' | 'orderId' | 'amount' | 'currency' | 'returnUrl'> & {
      readonly cardToken: string;
    },
    now: Date,
  ): Payment;
  change(payment: Numbered, decide: (payment: Payment, now: number) => Change, now: Date): Change;
  refund(
    payment: Numbered,
    request: { readonly amount: number; readonly refundId: string },
    now: Date,
  ): { readonly ok: true; readonly refund: SandboxRefund } | Extract<Change, { ok: false }>;
};

export const createLedger = (deps: {
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly cardTokens: CardTokens;
  readonly writeNotice: WriteNotice;
}): Ledger => {
  const { payments, refunds, cardTokens, writeNotice } = deps;
  const write = (number: number, change: Extract<Change, { ok: true }>) => {
    payments.update(number, change.payment);
    writeNotice(number, change.notice, change.payment);
  };
  return {
    begin: ({ cardToken, ...request }, now) => {
      const behaviour = cardTokens.use(cardToken, now);
      const payment = beginPayment({ ...request, id: randomId('sp'), behaviour }, now.getTime());
      const number = payments.insert(payment);
      writeNotice(number, `payment.${payment.state}`, payment);
      return payment;
    },
    change: (payment, decide, now) => {
      const change = decide(payment, now.getTime());
      if (change.ok) write(payment.number, change);
      return change;
    },
    refund: (payment, request, now) => {
      const change = refundPayment(payment, request.amount, now.getTime());
      if (!change.ok) return change;
      const refund = {
        id: randomId('sr'),
        refundId: request.refundId,
        amount: request.amount,
        createdAt: now.getTime(),
      };
      refunds.insert(payment.number, refund);
      write(payment.number, change);
      return { ok: true, refund: publicRefund(payment, refund) };
    },
  };
};
