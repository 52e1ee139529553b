import { dashboard } from '../dashboard.ts';
import { quantile, rate } from '../expressions.ts';
import { barGauge, stat, timeSeries } from '../panels.ts';

const DURATION = 'db_client_operation_duration_seconds';
const CHOSEN = 'service="$service"';

/** One PostgreSQL for each service. */
export const databases = dashboard({
  uid: 'databases',
  title: 'Databases',
  about: 'One PostgreSQL for each service: statements, connections, errors.',
  variables: [{ name: 'service', label: 'Database of', query: 'label_values(pg_up, service)' }],
  sections: [
    {
      panels: [
        stat({
          title: 'Databases that answer',
          unit: 'short',
          span: 6,
          height: 4,
          expr: 'sum(max by (service) (pg_up))',
        }),
        stat({
          title: 'Statements',
          unit: 'ops',
          span: 6,
          height: 4,
          expr: rate(`${DURATION}_count`, { by: '' }),
        }),
        stat({
          title: 'Statement, p99',
          unit: 's',
          span: 6,
          height: 4,
          limits: { warn: 0.1, bad: 0.5 },
          expr: quantile(0.99, DURATION, { by: '' }),
        }),
        stat({
          title: 'Waiting for a connection',
          unit: 'short',
          span: 6,
          height: 4,
          limits: { warn: 1, bad: 10 },
          expr: 'sum(db_client_connection_pending_requests)',
        }),
      ],
    },
    {
      heading: 'As the services see them',
      panels: [
        timeSeries({
          title: 'Statements',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [{ legend: '{{service}}', expr: rate(`${DURATION}_count`, { by: 'service' }) }],
        }),
        timeSeries({
          title: 'Statement, p99',
          unit: 's',
          span: 8,
          height: 9,
          series: [{ legend: '{{service}}', expr: quantile(0.99, DURATION, { by: 'service' }) }],
        }),
        timeSeries({
          title: 'Statements that failed',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{service}}',
              expr: `${rate(`${DURATION}_count`, { by: 'service', where: 'error_type!=""' })} or 0 * ${rate(`${DURATION}_count`, { by: 'service' })}`,
            },
          ],
        }),
        timeSeries({
          title: 'Connections in use',
          unit: 'short',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{instance}}',
              expr: 'sum by (instance) (db_client_connection_count{db_client_connection_state="used"})',
            },
          ],
        }),
        timeSeries({
          title: 'Work that waits for a connection',
          unit: 'short',
          span: 8,
          height: 9,
          limits: { warn: 1, bad: 10 },
          series: [
            {
              legend: '{{instance}}',
              expr: 'sum by (instance) (db_client_connection_pending_requests)',
            },
          ],
        }),
        barGauge({
          title: 'Where the time goes',
          about: 'Time in statements per second, of the last five minutes.',
          unit: 's',
          span: 8,
          height: 9,
          legend: '{{service}} {{db_operation_name}}',
          expr: `topk(10, ${rate(`${DURATION}_sum`, { by: 'service, db_operation_name', over: '5m' })} > 0)`,
        }),
      ],
    },
    {
      heading: 'The database that is chosen',
      panels: [
        timeSeries({
          title: 'Connections',
          unit: 'short',
          span: 8,
          height: 9,
          stacked: true,
          series: [{ legend: '{{state}}', expr: `sum by (state) (pg_activity_connections{${CHOSEN}})` }],
        }),
        timeSeries({
          title: 'Transactions',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            { legend: 'committed', expr: rate('pg_database_commits_total', { by: '', where: CHOSEN }) },
            { legend: 'rolled back', expr: rate('pg_database_rollbacks_total', { by: '', where: CHOSEN }) },
          ],
        }),
        timeSeries({
          title: 'Statements, p99',
          about: 'The five slowest.',
          unit: 's',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{db_operation_name}}',
              expr: `topk(5, service_operation:db_client_operation_duration_seconds:p99_5m{${CHOSEN}} > 0)`,
            },
          ],
        }),
        timeSeries({
          title: 'Write-ahead log',
          unit: 'Bps',
          span: 8,
          height: 9,
          series: [{ legend: 'written', expr: rate('pg_wal_bytes_total', { by: '', where: CHOSEN }) }],
        }),
        timeSeries({
          title: 'Waiting for locks',
          unit: 'short',
          span: 8,
          height: 9,
          series: [{ legend: 'connections', expr: `sum(pg_lock_waiting{${CHOSEN}})` }],
        }),
        barGauge({
          title: 'Largest tables',
          unit: 'bytes',
          span: 8,
          height: 9,
          legend: '{{table}}',
          expr: `topk(8, max by (table) (pg_table_size_bytes{${CHOSEN}}))`,
        }),
      ],
    },
    {
      heading: 'Servers',
      panels: [
        timeSeries({
          title: 'Size',
          unit: 'bytes',
          span: 8,
          height: 8,
          series: [{ legend: '{{service}}', expr: 'max by (service) (pg_database_size_bytes)' }],
        }),
        timeSeries({
          title: 'Connections of those there may be',
          unit: 'percentunit',
          span: 8,
          height: 8,
          series: [{ legend: '{{service}}', expr: 'service:pg_activity_connections:ratio' }],
        }),
        timeSeries({
          title: 'Blocks found in memory',
          unit: 'percentunit',
          span: 8,
          height: 8,
          max: 1,
          series: [
            {
              legend: '{{service}}',
              expr: `${rate('pg_database_blocks_hit_total', { by: 'service', over: '5m' })} / (${rate('pg_database_blocks_hit_total', { by: 'service', over: '5m' })} + ${rate('pg_database_blocks_read_total', { by: 'service', over: '5m' })} > 0)`,
            },
          ],
        }),
      ],
    },
  ],
});
