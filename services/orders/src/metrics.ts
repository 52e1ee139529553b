import type { Metrics } from '@fondaco/chassis/service';
import type { OrderState } from '@fondaco/contracts/http/orders';
import { Counter, Gauge, Histogram } from '@prometheus-io/client';
import { isFinal } from './order/order.ts';
import { QUESTIONS, type Question, WAITING_STATES, type WaitingCount } from './waiting/waiting.ts';

export type OrderMetrics = ReturnType<typeof createOrderMetrics>;

/** What the shop wants to know of its orders, whichever process they went through. */
export const createOrderMetrics = (metrics: Metrics) => {
  const registers = [metrics];
  const placed = new Counter({
    name: 'orders_placed_total',
    help: 'Orders that were acknowledged to their customers.',
    registers,
  });
  const transitions = new Counter({
    name: 'orders_state_transitions_total',
    help: 'Steps of the order process, by the state that they led to.',
    labelNames: ['state'] as const,
    registers,
  });
  const placedToFinal = new Histogram({
    name: 'orders_placed_to_final_seconds',
    help: 'Time from placing an order to the state in which it waits for nothing any more.',
    labelNames: ['state'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers,
  });
  const late = new Counter({
    name: 'orders_late_events_total',
    help: 'Events that came for an order late or again and changed nothing, by type.',
    labelNames: ['type'] as const,
    registers,
  });
  const waiting = new Gauge({
    name: 'orders_waiting',
    help: 'Orders that wait for an answer or (reserved) for their payment, by state. The same on every replica.',
    labelNames: ['state'] as const,
    registers,
  });
  const waitingOldest = new Gauge({
    name: 'orders_waiting_oldest_seconds',
    help: 'For how long the order that has waited longest in a state has been in it; 0 when there is none.',
    labelNames: ['state'] as const,
    registers,
  });
  const askedAgain = new Counter({
    name: 'orders_asked_again_total',
    help: 'Questions that were asked again because no answer had come, by question.',
    labelNames: ['question'] as const,
    registers,
  });
  const shipmentsStopped = new Counter({
    name: 'orders_shipments_stopped_total',
    help: 'Shipments that may not leave, because their payment could not be taken.',
    registers,
  });
  const refundsFailed = new Counter({
    name: 'orders_refunds_failed_total',
    help: 'Refunds that the payment provider refused for good.',
    registers,
  });
  const streams = new Gauge({
    name: 'orders_streams_open',
    help: 'Clients that are being told of the changes of an order.',
    registers,
  });
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
