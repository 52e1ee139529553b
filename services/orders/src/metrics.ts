import { createCounter, createGauge, createHistogram, type Metrics } from '@fondaco/chassis/service';
import type { Money } from '@fondaco/contracts/http/common';
import type { OrderState } from '@fondaco/contracts/http/orders';
import { ordersMetrics } from '@fondaco/contracts/telemetry/orders';
import { isFinal } from './order/order.ts';
import { QUESTIONS, type Question, WAITING_STATES, type WaitingCount } from './waiting/waiting.ts';

export type OrderMetrics = ReturnType<typeof createOrderMetrics>;

/** What the shop wants to know of its orders, whichever process they went through. */
export const createOrderMetrics = (metrics: Metrics) => {
  const placed = createCounter(metrics, ordersMetrics.placed);
  const transitions = createCounter(metrics, ordersMetrics.transitions);
  const placedToFinal = createHistogram(metrics, ordersMetrics.placedToFinal);
  const confirmation = createHistogram(metrics, ordersMetrics.confirmation);
  const revenue = createCounter(metrics, ordersMetrics.revenue);
  const refunded = createCounter(metrics, ordersMetrics.refunded);
  const late = createCounter(metrics, ordersMetrics.late);
  const waiting = createGauge(metrics, ordersMetrics.waiting);
  const waitingOldest = createGauge(metrics, ordersMetrics.waitingOldest);
  const askedAgain = createCounter(metrics, ordersMetrics.askedAgain);
  const shipmentsStopped = createCounter(metrics, ordersMetrics.shipmentsStopped);
  const refundsFailed = createCounter(metrics, ordersMetrics.refundsFailed);
  const streams = createGauge(metrics, ordersMetrics.streams);
  // From the beginning, so that the first one shows as an increase.
  for (const question of QUESTIONS) askedAgain.inc({ question }, 0);

  return {
    placed: () => {
      placed.inc();
      transitions.inc({ state: 'pending' });
    },
    moved: (from: OrderState, states: readonly OrderState[], placedAt: Date, at: Date) => {
      for (const state of states) {
        transitions.inc({ state });
        const settled = isFinal(state) && !isFinal(from) && from !== 'shipping';
        if (settled) placedToFinal.observe({ state }, (at.getTime() - placedAt.getTime()) / 1000);
      }
    },
    /** `lastStepAt`: when the customer had done all that customers do. */
    confirmed: (total: Money, lastStepAt: Date, at: Date) => {
      revenue.inc({ currency: total.currency }, total.amountMinor);
      confirmation.observe(Math.max(0, at.getTime() - lastStepAt.getTime()) / 1_000);
    },
    refunded: (amount: Money) => refunded.inc({ currency: amount.currency }, amount.amountMinor),
    late: (type: string) => late.inc({ type }),
    waiting: (counts: readonly WaitingCount[]) => {
      for (const state of WAITING_STATES) {
        const count = counts.find((one) => one.state === state);
        waiting.set({ state }, count?.orders ?? 0);
        waitingOldest.set({ state }, count?.oldestSeconds ?? 0);
      }
    },
    askedAgain: (question: Question, times: number) => askedAgain.inc({ question }, times),
    shipmentStopped: () => shipmentsStopped.inc(),
    refundFailed: () => refundsFailed.inc(),
    streamsOpen: (count: number) => streams.set(count),
  };
};
