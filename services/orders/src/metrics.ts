import type { Metrics } from '@fondaco/chassis/service';
import type { OrderState } from '@fondaco/contracts/http/orders';
import { Counter, Histogram } from '@prometheus-io/client';
import { isFinal } from './order/order.ts';

export type OrderMetrics = ReturnType<typeof createOrderMetrics>;

/** What the shop wants to know of its orders, whichever process they went through. */
export const createOrderMetrics = (metrics: Metrics) => {
  const placed = new Counter({
    name: 'orders_placed_total',
    help: 'Orders that were acknowledged to their customers.',
    registers: [metrics],
  });
  const transitions = new Counter({
    name: 'orders_state_transitions_total',
    help: 'Steps of the order process, by the state that they led to.',
    labelNames: ['state'] as const,
    registers: [metrics],
  });
  const placedToFinal = new Histogram({
    name: 'orders_placed_to_final_seconds',
    help: 'Time from placing an order to its final state.',
    labelNames: ['state'] as const,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
    registers: [metrics],
  });
  const late = new Counter({
    name: 'orders_late_events_total',
    help: 'Events that came for an order after its end and changed nothing, by type.',
    labelNames: ['type'] as const,
    registers: [metrics],
  });

  return {
    placed: () => {
      placed.inc();
      transitions.inc({ state: 'pending' });
    },
    moved: (states: readonly OrderState[], placedAt: Date, at: Date) => {
      for (const state of states) {
        transitions.inc({ state });
        if (isFinal(state)) placedToFinal.observe({ state }, (at.getTime() - placedAt.getTime()) / 1000);
      }
    },
    late: (type: string) => late.inc({ type }),
  };
};
