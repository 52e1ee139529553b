import type { Pool } from 'pg';
import { createGauge, createHistogram } from '../service/create-metric.ts';
import type { Metrics } from '../service/metrics.ts';
import { SpanKind, startSpan } from '../tracing/index.ts';

/** What became of a statement: `unavailable` when nobody can say, or it may be sent again. */
export type StatementOutcome = 'ok' | 'unavailable' | 'refused';

/** Begins to measure a statement; the function that it returns ends it. */
export type MeasureStatement = (statement: string) => (outcome: StatementOutcome) => void;

const DURATION = {
  name: 'db_client_operation_duration_seconds',
  help: 'Time from sending a statement to its answer, by the name of the statement.',
  labels: { db_operation_name: null, error_type: null },
} as const;

const CONNECTIONS = {
  name: 'db_client_connection_count',
  help: 'Connections of the pool, by what they do.',
  labels: { db_client_connection_state: null },
} as const;

const MOST_CONNECTIONS = {
  name: 'db_client_connection_max',
  help: 'Connections that the pool opens at most.',
  labels: {},
} as const;

const WAITING = {
  name: 'db_client_connection_pending_requests',
  help: 'Work that waits for a connection of the pool.',
  labels: {},
} as const;

export const measureStatements = (metrics: Metrics): MeasureStatement => {
  const duration = createHistogram(metrics, DURATION);
  return (statement) => {
    const startedAt = performance.now();
    const span = startSpan(statement, SPAN);
    return (outcome) => {
      const error_type = outcome === 'ok' ? '' : outcome;
      duration.observe({ db_operation_name: statement, error_type }, (performance.now() - startedAt) / 1_000);
      span?.end(outcome === 'ok' ? {} : { error: outcome });
    };
  };
};

const SPAN = { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } };

/** One pool per registry: a second one takes the place of the first. */
export const measurePool = (metrics: Metrics, pool: Pool): void => {
  for (const { name } of [CONNECTIONS, MOST_CONNECTIONS, WAITING]) metrics.removeSingleMetric(name);
  createGauge(metrics, CONNECTIONS, (gauge) => {
    gauge.set({ db_client_connection_state: 'used' }, pool.totalCount - pool.idleCount);
    gauge.set({ db_client_connection_state: 'idle' }, pool.idleCount);
  });
  createGauge(metrics, MOST_CONNECTIONS).set(pool.options.max);
  createGauge(metrics, WAITING, (gauge) => gauge.set(pool.waitingCount));
};
