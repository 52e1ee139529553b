import { handle } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { beginWaitingAttempts } from '../attempt/attempt-store.ts';
import { decideOrPark } from '../decide-or-park.ts';
import type { PaymentMetrics } from '../metrics.ts';
import { requestAgain } from '../payment/paying.ts';
import { lockPayment, requestPayment } from '../payment/payment-store.ts';
import type { ApplyDecision } from '../payment-process.ts';
import { LEASE_SECONDS, leaseEnd, type Work } from '../work/work.ts';

/** Stock is reserved: the order may be paid, and who has tried to pay already is asked for the money now. */
export const onPaymentRequested = (deps: {
  readonly applyDecision: ApplyDecision;
  readonly startWork: (work: Work) => void;
  readonly metrics: PaymentMetrics;
  readonly newId: () => string;
}) =>
  handle(PaymentRequestedV1, async (tx, { data }) => {
    if (await requestPayment(tx, data)) await beginWaiting(deps, tx, data);
    else await answerAgain(deps, tx, data);
  });

type Deps = Parameters<typeof onPaymentRequested>[0];
type Request = { orderId: string; customerId: string; amount: { amountMinor: number; currency: string } };

/** A statement of its own, after the payment's lock: so it sees every attempt that was let in before. */
const beginWaiting = async (deps: Deps, tx: Transaction, request: Request): Promise<void> => {
  const { startWork, metrics, newId } = deps;
  const { orderId, amount } = request;
  const token = newId();
  const leasedUntil = leaseEnd();
  const { begun, refused } = await beginWaitingAttempts(tx, request, { token, leaseSeconds: LEASE_SECONDS });
  tx.afterCommit(() => {
    if (refused > 0) metrics.attempt('refused', refused);
    if (!begun) return;
    metrics.attempt('processing');
    const inputs = { amount, cardToken: begun.cardToken, providerPaymentId: null };
    const subject = { kind: 'authorise', subjectId: begun.attemptId, orderId } as const;
    startWork({ ...subject, token, fresh: true, failures: 0, leasedUntil, inputs });
  });
};

const answerAgain = async ({ applyDecision }: Deps, tx: Transaction, request: Request): Promise<void> => {
  const payment = await lockPayment(tx, request.orderId);
  if (!payment) throw new Error(`the payment of order ${request.orderId} has gone`);
  await applyDecision(
    tx,
    payment,
    decideOrPark(() => requestAgain(payment, request)),
  );
};
