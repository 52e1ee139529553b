import type { Health } from '@fondaco/contracts/http/backoffice-bff';

type Measured = number | null;
export type Replicas = { readonly up: number; readonly all: number } | null;

/** From these on something is wrong though it is there. Seconds, and a share from 0 to 1. */
const LAGGING_SECONDS = 60;
const FAILING_SHARE = 0.01;
const MANY_WAITING = 10;

export const replicasHealth = (replicas: Replicas, errors: Measured = null): Health => {
  if (replicas === null || replicas.all === 0) return 'unknown';
  if (replicas.up === 0) return 'down';
  return replicas.up < replicas.all || (errors ?? 0) >= FAILING_SHARE ? 'degraded' : 'up';
};

export const gatewayHealth = (up: Measured, errors: Measured): Health =>
  replicasHealth(up === null ? null : { up, all: 1 }, errors);

export const databaseHealth = (up: Measured, waiting: Measured): Health => {
  if (up === null) return 'unknown';
  if (up === 0) return 'down';
  return (waiting ?? 0) >= MANY_WAITING ? 'degraded' : 'up';
};

export const consumerHealth = (consumer: {
  readonly members: Measured;
  readonly lagSeconds: Measured;
  readonly parked: Measured;
}): Health => {
  const { members, lagSeconds, parked } = consumer;
  if (members === 0) return 'down';
  if (members === null && lagSeconds === null) return 'unknown';
  return (lagSeconds ?? 0) >= LAGGING_SECONDS || (parked ?? 0) > 0 ? 'degraded' : 'up';
};

const BAD_TO_GOOD: readonly Health[] = ['down', 'degraded', 'unknown', 'up'];

/** Of several; `up` of none. */
export const worst = (healths: readonly Health[]): Health =>
  BAD_TO_GOOD.find((health) => healths.includes(health)) ?? 'up';
