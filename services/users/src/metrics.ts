import { createCounter, createGauge, type Metrics } from '@fondaco/chassis/service';
import { usersMetrics } from '@fondaco/contracts/telemetry/users';
import type { Passwords } from './account/passwords.ts';

export type UserMetrics = ReturnType<typeof createUserMetrics>;

/** How many come, how many are turned away, and how long the queue at the hash is. */
export const createUserMetrics = (metrics: Metrics, passwords: Passwords) => {
  const registrations = createCounter(metrics, usersMetrics.registrations);
  const logIns = createCounter(metrics, usersMetrics.logIns);
  createGauge(metrics, usersMetrics.passwordsWaiting, (gauge) => gauge.set(passwords.waiting()));
  return {
    registered: () => registrations.inc(),
    loggedIn: () => logIns.inc({ outcome: 'logged-in' }),
    logInRefused: () => logIns.inc({ outcome: 'wrong-credentials' }),
  };
};
