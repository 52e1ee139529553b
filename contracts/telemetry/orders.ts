import { MismatchKind } from '../http/mismatches.ts';
import { OrderState } from '../http/orders.ts';
import type { Metrics } from './metric.ts';

const STATES = OrderState.anyOf.map((state) => state.const);
const CURRENCIES = 'the currencies of the prices in the catalogue';

/** What Orders says of itself. */
export const ordersMetrics = {
  placed: {
    name: 'orders_placed_total',
    type: 'counter',
    unit: 'count',
    help: 'Orders that were acknowledged to their customers.',
    labels: {},
  },
  transitions: {
    name: 'orders_state_transitions_total',
    type: 'counter',
    unit: 'count',
    help: 'Steps of the order process, by the state that they led to.',
    labels: { state: STATES },
  },
  placedToFinal: {
    name: 'orders_placed_to_final_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from placing an order to the state in which it waits for nothing any more; `confirmed` among them.',
    labels: { state: STATES },
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
  },
  confirmation: {
    name: 'orders_confirmation_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: "Time from the customer's last step, which is to pay, to the confirmed order.",
    labels: {},
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200],
  },
  revenue: {
    name: 'orders_revenue_minor_units_total',
    type: 'counter',
    unit: 'minor units',
    help: 'Totals of confirmed orders in minor units (pence, cents), by ISO 4217 code.',
    labels: { currency: CURRENCIES },
  },
  refunded: {
    name: 'orders_refunded_minor_units_total',
    type: 'counter',
    unit: 'minor units',
    help: 'What customers have got back, in minor units (pence, cents), by ISO 4217 code.',
    labels: { currency: CURRENCIES },
  },
  late: {
    name: 'orders_late_events_total',
    type: 'counter',
    unit: 'count',
    help: 'Events that came for an order late or again and changed nothing, by type.',
    labels: { type: 'the types of event that Orders handles' },
  },
  waiting: {
    name: 'orders_waiting',
    type: 'gauge',
    unit: 'count',
    help: 'Orders that wait for an answer or (reserved) for their payment, by state. The same on every replica.',
    labels: { state: ['pending', 'reserved', 'cancelling', 'expiring', 'shipping'] },
  },
  waitingOldest: {
    name: 'orders_waiting_oldest_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'For how long the order that has waited longest in a state has been in it; 0 when there is none.',
    labels: { state: ['pending', 'reserved', 'cancelling', 'expiring', 'shipping'] },
  },
  askedAgain: {
    name: 'orders_asked_again_total',
    type: 'counter',
    unit: 'count',
    help: 'Questions that were asked again because no answer had come, by question.',
    labels: {
      question: ['placed', 'payment-requested', 'payment-withdrawn', 'capture-requested', 'refund-requested'],
    },
  },
  shipmentsStopped: {
    name: 'orders_shipments_stopped_total',
    type: 'counter',
    unit: 'count',
    help: 'Shipments that may not leave, because their payment could not be taken.',
    labels: {},
  },
  refundsFailed: {
    name: 'orders_refunds_failed_total',
    type: 'counter',
    unit: 'count',
    help: 'Refunds that the payment provider refused for good.',
    labels: {},
  },
  streams: {
    name: 'orders_streams_open',
    type: 'gauge',
    unit: 'count',
    help: 'Clients that are being told of the changes of an order.',
    labels: {},
  },
  mismatches: {
    name: 'reconciliation_mismatches',
    type: 'gauge',
    unit: 'count',
    help: 'Orders on which two services have disagreed for longer than messages need. The same on every replica.',
    labels: { kind: MismatchKind.anyOf.map((kind) => kind.const) },
  },
  reconciliations: {
    name: 'reconciliation_runs_total',
    type: 'counter',
    unit: 'count',
    help: 'Runs of the reconciliation by this replica.',
    labels: { outcome: ['complete', 'failed'] },
  },
} as const satisfies Metrics;
