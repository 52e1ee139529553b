import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database, Transaction } from '@fondaco/chassis/postgres';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import type { OrderMetrics } from '../metrics.ts';
import type { OrderProcess } from '../order-process.ts';
import { whatIsDue } from '../waiting/waiting.ts';
import {
  type DueOrder,
  forgetWaiting,
  lookAgain,
  type NextLook,
  takeDueOrders,
} from '../waiting/waiting-store.ts';
import { type Asked, askAgain } from './ask-again.ts';

/** Few enough that their locks hold nobody up. */
const BATCH = 50;

/**
 * Looks at orders that have waited long enough: those past their payment deadline are given up, what has no
 * answer is asked again. Any number of replicas may do it at once. Answers when nothing is due.
 */
export const sweepOrders = (deps: {
  readonly db: Database;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly process: OrderProcess;
  readonly metrics: OrderMetrics;
  readonly now: () => Date;
  readonly answerSeconds: number;
}) => {
  const { db, outbox, process, metrics, now, answerSeconds } = deps;

  const expire = async (tx: Transaction, order: DueOrder): Promise<void> => {
    const { progress, at } = process.step(tx, order, 'expire', {
      cause: 'payment-deadline',
      actor: 'system',
    });
    if (progress.kind !== 'moved') return;
    await outbox.append(tx, PaymentWithdrawnV1, {
      orderId: order.orderId,
      customerId: order.customerId,
      reason: 'not paid in time',
      withdrawnAt: at.toISOString(),
    });
  };

  const sweepBatch = async (tx: Transaction): Promise<number> => {
    const due = await takeDueOrders(tx, BATCH);
    const asked: Asked[] = [];
    const looks: NextLook[] = [];
    const forgotten: string[] = [];
    for (const order of due) {
      const { orderId } = order;
      const what = whatIsDue(order, order.now, answerSeconds);
      if (what.kind === 'expire') await expire(tx, order);
      if (what.kind === 'forget') forgotten.push(orderId);
      if (what.kind === 'ask') asked.push({ order, question: what.question });
      if (what.kind === 'ask' || what.kind === 'leave')
        looks.push({ orderId, at: what.lookAgainAt, asked: what.kind === 'ask' });
    }
    if (asked.length > 0) await askAgain(tx, outbox, asked, now());
    if (looks.length > 0) await lookAgain(tx, looks);
    if (forgotten.length > 0) await forgetWaiting(tx, forgotten);
    tx.afterCommit(() => {
      for (const { question } of asked) metrics.askedAgain(question, 1);
    });
    return due.length;
  };

  return async (signal?: AbortSignal): Promise<void> => {
    let swept = BATCH;
    while (swept === BATCH && !signal?.aborted) swept = await db.transaction(sweepBatch);
  };
};
