import type { Metrics } from '@fondaco/chassis/service';
import { Counter, Gauge } from '@prometheus-io/client';
import type { Passwords } from './account/passwords.ts';

export type UserMetrics = ReturnType<typeof createUserMetrics>;

/** How many come, how many are turned away, and how long the queue at the hash is. */
export const createUserMetrics = (metrics: Metrics, passwords: Passwords) => {
  const registrations = new Counter({
    name: 'users_registrations_total',
    help: 'Accounts that customers made.',
    registers: [metrics],
  });
  const logIns = new Counter({
    name: 'users_log_ins_total',
    help: 'Log-ins, by outcome: a rise of wrong credentials is somebody guessing.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });
  new Gauge({
    name: 'users_passwords_waiting',
    help: 'Requests that wait for their turn to hash a password.',
    registers: [metrics],
    collect() {
      this.set(passwords.waiting());
    },
  });
  return {
    registered: () => registrations.inc(),
    loggedIn: () => logIns.inc({ outcome: 'logged-in' }),
    logInRefused: () => logIns.inc({ outcome: 'wrong-credentials' }),
  };
};
