import { createKafka, createOutbox, type Outbox } from '@fondaco/chassis/messaging';
import type { Database } from '@fondaco/chassis/postgres';
import { createMetrics, type Metrics, newId } from '@fondaco/chassis/service';
import { silentLog } from '@fondaco/chassis/testing';
import { createOrderMetrics, type OrderMetrics } from './metrics.ts';
import { onCaptureFailed } from './on-capture-failed/on-capture-failed.ts';
import { onPaymentAuthorised } from './on-payment-authorised/on-payment-authorised.ts';
import { onPaymentCaptured } from './on-payment-captured/on-payment-captured.ts';
import { onPaymentClosed } from './on-payment-closed/on-payment-closed.ts';
import { onPaymentDeclined } from './on-payment-declined/on-payment-declined.ts';
import { onPaymentRefunded } from './on-payment-refunded/on-payment-refunded.ts';
import { onRefundFailed } from './on-refund-failed/on-refund-failed.ts';
import { onReservationAccepted } from './on-reservation-accepted/on-reservation-accepted.ts';
import { onReservationRefused } from './on-reservation-refused/on-reservation-refused.ts';
import { createOrderProcess, type OrderProcess } from './order-process.ts';

const AT = '2026-11-23T10:00:00.000Z';

/** The answers of other services, each dealt with in a transaction of its own, without a broker. */
export type Answers = {
  readonly outbox: Outbox;
  readonly process: OrderProcess;
  readonly orderMetrics: OrderMetrics;
  readonly metrics: Metrics;
  /** `type` without its prefix and version: `reservation.accepted`, `payment.captured`. */
  answer(type: string, orderId: string, data?: Record<string, unknown>): Promise<void>;
  /** Accepted and paid: the order is confirmed. */
  confirm(orderId: string, amountMinor: number): Promise<void>;
};

export const createAnswers = (db: Database, answerSeconds = 30): Answers => {
  const log = silentLog();
  const metrics = createMetrics();
  const orderMetrics = createOrderMetrics(metrics);
  const kafka = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'answers', namespace: '', log });
  const outbox = createOutbox({ db, kafka, service: 'orders', metrics, log });
  const now = () => new Date();
  const process = createOrderProcess({
    metrics: orderMetrics,
    changed: () => undefined,
    answerSeconds,
    now,
    log,
  });
  const reaction = { outbox, process, metrics: orderMetrics };
  const handlers = [
    onReservationAccepted(reaction),
    onReservationRefused(reaction),
    onPaymentAuthorised(reaction),
    onPaymentDeclined(reaction),
    onPaymentClosed(reaction),
    onPaymentCaptured(reaction),
    onCaptureFailed(reaction),
    onPaymentRefunded(reaction),
    onRefundFailed(reaction),
  ];

  const answer: Answers['answer'] = async (type, orderId, data = {}) => {
    const [topic] = type.split('.');
    const full = `${topic === 'reservation' ? 'products' : 'payments'}.${type}.v1`;
    const handler = handlers.find((one) => one.type === full);
    if (!handler) throw new Error(`nobody reacts to ${full}`);
    const event = { id: newId(), type: full, time: AT, key: orderId, data: { orderId, ...data } };
    await db.transaction((tx) => handler.run(tx, event));
  };
  return {
    outbox,
    process,
    orderMetrics,
    metrics,
    answer,
    confirm: async (orderId, amountMinor) => {
      await answer('reservation.accepted', orderId, { lines: [] });
      await answer('payment.authorised', orderId, {
        customerId: newId(),
        attemptId: newId(),
        amount: { amountMinor, currency: 'GBP' },
        authorisedAt: AT,
      });
    },
  };
};

export const captured = (shipmentId: string, amountMinor: number) => ({
  shipmentId,
  amount: { amountMinor, currency: 'GBP' },
  capturedAt: AT,
});

export const refunded = (refundId: string, amountMinor: number) => ({
  refundId,
  amount: { amountMinor, currency: 'GBP' },
  refundedAt: AT,
});
