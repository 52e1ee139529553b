import { handle } from '@fondaco/chassis/messaging';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { decideOrPark } from '../decide-or-park.ts';
import type { PaymentMetrics } from '../metrics.ts';
import { requestAgain } from '../payment/paying.ts';
import { type PaymentRequest, requestPayments, type WaitingAttempt } from '../payment/request-store.ts';
import type { Write } from '../payment-book.ts';
import type { PaymentReactions } from '../payment-reactions.ts';
import { LEASE_SECONDS, leaseEnd, type Work } from '../work/work.ts';

/** Stock is reserved: the order may be paid, and who has tried to pay already is asked for the money now. */
export const onPaymentRequested = (
  deps: PaymentReactions & {
    readonly startWork: (work: Work) => void;
    readonly metrics: PaymentMetrics;
    readonly newId: () => string;
  },
) => {
  const { book, applyDecision, prepare } = deps;
  const endWaiting = requestTogether(deps);
  return handle(
    PaymentRequestedV1,
    async (tx, { data }) => {
      const payment = await book.lockOrBegin(tx, data.orderId, data.customerId);
      if (payment.state === 'unknown') {
        book.add(tx, data.orderId, endWaiting, data);
        return;
      }
      const decision = decideOrPark(() => requestAgain(payment, data));
      await applyDecision(tx, payment, decision);
    },
    { prepare },
  );
};

type Deps = Parameters<typeof onPaymentRequested>[0];

const requestTogether = ({ startWork, metrics, newId }: Deps): Write<PaymentRequest> => {
  const start = (
    { orderId, amount }: PaymentRequest,
    waited: readonly WaitingAttempt[],
    lease: { readonly token: string; readonly leasedUntil: number },
  ): void => {
    for (const { attemptId, cardToken } of waited) {
      metrics.attempt(cardToken === null ? 'refused' : 'processing');
      if (cardToken === null) continue;
      const inputs = { amount, cardToken, providerPaymentId: null };
      const subject = { kind: 'authorise', subjectId: attemptId, orderId } as const;
      startWork({ ...subject, ...lease, fresh: true, failures: 0, inputs });
    }
  };

  return async (tx, requests) => {
    const lease = { token: newId(), leasedUntil: leaseEnd() };
    const waited = await requestPayments(tx, requests, { token: lease.token, leaseSeconds: LEASE_SECONDS });
    const waitedFor = Map.groupBy(waited, ({ orderId }) => orderId);
    tx.afterCommit(() => {
      for (const request of requests) start(request, waitedFor.get(request.orderId) ?? [], lease);
    });
  };
};
