import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database } from '@fondaco/chassis/postgres';
import { RefundRequestedV1 } from '@fondaco/contracts/events/orders/refund-requested.v1';
import type { OrderMetrics } from '../metrics.ts';
import { moneyOf } from '../order/messages.ts';
import { takeUnansweredRefunds } from '../refund/refund-store.ts';

const BATCH = 50;

/** Asks again for refunds that have no answer. Any number of replicas may do it at once. */
export const sweepRefunds = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly metrics: OrderMetrics;
  readonly now: () => Date;
  readonly answerSeconds: number;
}) => {
  const { db, outbox, metrics, now, answerSeconds } = deps;
  return async (): Promise<void> => {
    await db.transaction(async (tx) => {
      const refunds = await takeUnansweredRefunds(tx, answerSeconds, BATCH);
      for (const refund of refunds) {
        await outbox.append(tx, RefundRequestedV1, {
          orderId: refund.orderId,
          refundId: refund.refundId,
          amount: moneyOf(refund, refund.amountMinor),
          reason: refund.reason,
          requestedAt: now().toISOString(),
        });
      }
      if (refunds.length > 0) tx.afterCommit(() => metrics.askedAgain('refund-requested', refunds.length));
    });
  };
};
