import type { Metrics } from './metric.ts';

/** Of the mail server that stands in for a real one on a developer's machine. */
export const mailCatcherMetrics = {
  transmissions: {
    name: 'mail_catcher_transmissions_total',
    type: 'counter',
    unit: 'count',
    help: 'Mails that were handed over, by whether they were new, came a second time or were refused.',
    labels: { outcome: ['new', 'repeated', 'refused'] },
  },
} as const satisfies Metrics;

/** Of the chat that stands in for a workspace of Slack. */
export const slackReceiverMetrics = {
  messages: {
    name: 'slack_receiver_messages_total',
    type: 'counter',
    unit: 'count',
    help: 'Messages that came in by the webhook, by whether Slack would have taken them.',
    labels: { outcome: ['taken', 'refused'] },
  },
} as const satisfies Metrics;

/** Of the payment provider that stands in for a real one. */
export const paymentSandboxMetrics = {
  webhooksWaiting: {
    name: 'sandbox_webhooks_waiting',
    type: 'gauge',
    unit: 'count',
    help: 'Webhooks that were not acknowledged yet.',
    labels: {},
  },
  payments: {
    name: 'sandbox_payments_total',
    type: 'counter',
    unit: 'count',
    help: 'Payments that were asked for, by what came of them at once.',
    labels: { state: 'the states of a payment at the provider' },
  },
  webhooks: {
    name: 'sandbox_webhooks_total',
    type: 'counter',
    unit: 'count',
    help: 'Webhooks sent, by whether they were acknowledged.',
    labels: { outcome: ['acknowledged', 'failed'] },
  },
  faults: {
    name: 'sandbox_faults_total',
    type: 'counter',
    unit: 'count',
    help: 'Faults that were asked for and happened, by kind.',
    labels: { kind: ['timeout', 'slow', 'duplicate', 'late', 'outOfOrder', 'outage'] },
  },
} as const satisfies Metrics;
