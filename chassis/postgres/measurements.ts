import { Gauge, Histogram } from '@prometheus-io/client';
import type { Pool } from 'pg';
import { DURATION_BUCKETS, type Metrics } from '../service/metrics.ts';

/** Begins to measure a statement; the function that it returns ends it. */
export type MeasureStatement = (statement: string) => (outcome: 'ok' | 'error') => void;

const DURATION = 'db_client_operation_duration_seconds';
const CONNECTIONS = 'db_client_connection_count';
const WAITING = 'db_client_connection_pending_requests';

type DurationHistogram = Histogram<'statement' | 'outcome'>;

export const measureStatements = (metrics: Metrics): MeasureStatement => {
  const duration =
    (metrics.getSingleMetric(DURATION) as DurationHistogram | undefined) ??
    new Histogram({
      name: DURATION,
      help: 'Time from sending a statement to its answer, by statement.',
      labelNames: ['statement', 'outcome'] as const,
      buckets: DURATION_BUCKETS,
      registers: [metrics],
    });
  return (statement) => {
    const end = duration.startTimer({ statement });
    return (outcome) => void end({ outcome });
  };
};

/** One pool per registry: a second one takes the place of the first. */
export const measurePool = (metrics: Metrics, pool: Pool): void => {
  metrics.removeSingleMetric(CONNECTIONS);
  metrics.removeSingleMetric(WAITING);
  new Gauge({
    name: CONNECTIONS,
    help: 'Connections of the pool, by what they do.',
    labelNames: ['state'] as const,
    registers: [metrics],
    collect() {
      this.set({ state: 'used' }, pool.totalCount - pool.idleCount);
      this.set({ state: 'idle' }, pool.idleCount);
    },
  });
  new Gauge({
    name: WAITING,
    help: 'Work that waits for a connection of the pool.',
    registers: [metrics],
    collect() {
      this.set(pool.waitingCount);
    },
  });
};
