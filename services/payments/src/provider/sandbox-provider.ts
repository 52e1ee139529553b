import {
  SandboxChanges,
  SandboxPayment,
  SandboxPaymentList,
  type SandboxPaymentRequest,
  SandboxRefund,
  SandboxRefundList,
  type SandboxRefundRequest,
} from '@fondaco/contracts/http/payment-sandbox';
import {
  type PaymentProvider,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefused,
} from './payment-provider.ts';
import { createSandboxCall } from './sandbox-call.ts';
import { readSandboxNotice } from './sandbox-notice.ts';
import { sentBefore } from './sent-before.ts';

const KEY_REUSED = 'sandbox/idempotency-key-reused';

/** The provider of the local platform. */
export const createSandboxProvider = (options: {
  readonly url: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly deadlineMs: number;
  readonly now: () => Date;
}): PaymentProvider & { close(): Promise<void> } => {
  const call = createSandboxCall(options);
  const read = async (paymentId: string): Promise<ProviderPayment> =>
    paymentOf(await call({ method: 'GET', path: pathOf(paymentId), answer: SandboxPayment }));
  const find = async (attemptId: string): Promise<ProviderPayment | null> => {
    const query = { attemptId };
    const found = await call({ method: 'GET', path: '/v1/payments', query, answer: SandboxPaymentList });
    const [first] = found.payments;
    return first === undefined ? null : paymentOf(first);
  };
  const change = async (
    what: 'capture' | 'void',
    paymentId: string,
    key: string,
    isDone: (payment: ProviderPayment) => boolean,
  ): Promise<ProviderPayment> => {
    const path = `${pathOf(paymentId)}/${what}`;
    try {
      // Keys are one name space for all requests.
      const answer = await call({
        method: 'POST',
        path,
        key: `${what}:${key}`,
        body: {},
        answer: SandboxPayment,
      });
      return paymentOf(answer);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      // Keys are forgotten after a day: what was done before is refused then, and done all the same.
      const payment = await read(paymentId);
      if (isDone(payment)) return payment;
      throw error;
    }
  };

  return {
    name: 'sandbox',
    authorise: async ({ attemptId, orderId, ...request }) => {
      const body: SandboxPaymentRequest = { ...request, metadata: { attemptId, orderId } };
      try {
        return paymentOf(
          await call({ method: 'POST', path: '/v1/payments', key: attemptId, body, answer: SandboxPayment }),
        );
      } catch (error) {
        if (!(error instanceof ProviderRefused) || error.code !== KEY_REUSED) throw error;
        return sentBefore(await find(attemptId), request.amount, error);
      }
    },
    find,
    read,
    capture: (paymentId, key) => change('capture', paymentId, key, ({ state }) => state === 'captured'),
    void: (paymentId, key) =>
      change('void', paymentId, key, ({ state }) => state === 'voided' || state === 'declined'),
    refund: async ({ paymentId, refundId, amount }) => {
      const path = `${pathOf(paymentId)}/refunds`;
      const before = await call({ method: 'GET', path, answer: SandboxRefundList });
      const body: SandboxRefundRequest = { amountMinor: amount.amountMinor, metadata: { refundId } };
      return refundOf(
        before.refunds.find(({ metadata }) => metadata.refundId === refundId) ??
          (await call({ method: 'POST', path, key: `refund:${refundId}`, body, answer: SandboxRefund })),
      );
    },
    changes: async (since, cursor) => {
      const query = { since: since.toISOString(), ...(cursor === null ? {} : { cursor }) };
      const page = await call({ method: 'GET', path: '/v1/payment-changes', query, answer: SandboxChanges });
      return { payments: page.payments.map(paymentOf), next: page.nextCursor };
    },
    readNotice: (body, headers) =>
      readSandboxNotice(body, headers['sandbox-signature'], {
        secret: options.webhookSecret,
        now: options.now(),
      }),
    close: () => call.close(),
  };
};

const pathOf = (paymentId: string): string => `/v1/payments/${encodeURIComponent(paymentId)}`;

const paymentOf = (payment: SandboxPayment): ProviderPayment => ({
  id: payment.id,
  attemptId: payment.metadata.attemptId,
  orderId: payment.metadata.orderId,
  state: payment.state,
  amount: payment.amount,
  captured: payment.captured,
  refunded: payment.refunded,
  declineReason: payment.declineReason,
  actionUrl: payment.actionUrl,
});

const refundOf = (refund: SandboxRefund): ProviderRefund => ({
  id: refund.id,
  refundId: refund.metadata.refundId,
  amount: refund.amount,
});
