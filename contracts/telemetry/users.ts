import type { Metrics } from './metric.ts';

/** What Users says of itself. */
export const usersMetrics = {
  registrations: {
    name: 'users_registrations_total',
    type: 'counter',
    unit: 'count',
    help: 'Accounts that customers made.',
    labels: {},
  },
  logIns: {
    name: 'users_log_ins_total',
    type: 'counter',
    unit: 'count',
    help: 'Log-ins, by outcome: a rise of wrong credentials is somebody guessing.',
    labels: { outcome: ['logged-in', 'wrong-credentials'] },
  },
  passwordsWaiting: {
    name: 'users_passwords_waiting',
    type: 'gauge',
    unit: 'count',
    help: 'Requests that wait for their turn to hash a password.',
    labels: {},
  },
} as const satisfies Metrics;
