import { dashboard } from '../dashboard.ts';
import { errorShare, mean, quantile, rate, requestQuantile, requestRate } from '../expressions.ts';
import { barGauge, stat, timeSeries } from '../panels.ts';

const THIS = 'service="$service"';
const ANSWERED = `${THIS}, http_route!~".*/stream"`;

/** One service or BFF, whichever is chosen: what it is asked, what it asks others, how its process fares. */
export const service = dashboard({
  uid: 'service',
  title: 'Service',
  about: 'One service: requests, calls to others, database, process.',
  variables: [{ name: 'service', label: 'Service', query: 'label_values(up{job="services"}, service)' }],
  sections: [
    {
      panels: [
        stat({
          title: 'Replicas up',
          unit: 'short',
          span: 4,
          height: 4,
          limits: { warn: 1, bad: 1, below: true },
          expr: `sum(up{job="services", ${THIS}})`,
        }),
        stat({
          title: 'Requests',
          unit: 'reqps',
          span: 5,
          height: 4,
          expr: requestRate({ by: '', where: THIS }),
        }),
        stat({
          title: 'Errors',
          about: 'Share of the requests that were answered with a 5xx.',
          unit: 'percentunit',
          span: 5,
          height: 4,
          limits: { warn: 0.001, bad: 0.01 },
          expr: errorShare({ by: '', where: THIS }),
        }),
        stat({
          title: 'p50',
          unit: 's',
          span: 5,
          height: 4,
          expr: requestQuantile(0.5, { by: '', where: ANSWERED }),
        }),
        stat({
          title: 'p99',
          unit: 's',
          span: 5,
          height: 4,
          limits: { warn: 0.3, bad: 1 },
          expr: requestQuantile(0.99, { by: '', where: ANSWERED }),
        }),
      ],
    },
    {
      heading: 'Requests',
      panels: [
        timeSeries({
          title: 'By route',
          unit: 'reqps',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{http_request_method}} {{http_route}}',
              expr: requestRate({ by: 'http_request_method, http_route', where: THIS }),
            },
          ],
        }),
        timeSeries({
          title: 'By status',
          unit: 'reqps',
          span: 8,
          height: 9,
          stacked: true,
          series: [
            {
              legend: '{{http_response_status_code}}',
              expr: requestRate({ by: 'http_response_status_code', where: THIS }),
            },
          ],
        }),
        timeSeries({
          title: 'Time to the answer',
          unit: 's',
          span: 8,
          height: 9,
          series: [0.5, 0.95, 0.99].map((q) => ({
            legend: `p${q * 100}`,
            expr: requestQuantile(q, { by: '', where: ANSWERED }),
          })),
        }),
        barGauge({
          title: 'Slowest routes',
          about: 'p99 of the last five minutes.',
          unit: 's',
          span: 12,
          height: 9,
          limits: { warn: 0.3, bad: 1 },
          legend: '{{http_request_method}} {{http_route}}',
          expr: `topk(8, ${requestQuantile(0.99, { by: 'http_request_method, http_route', where: ANSWERED, over: '5m' })} > 0)`,
        }),
        timeSeries({
          title: 'Calls to others',
          about: 'Mean time of one attempt, by the service that was called.',
          unit: 's',
          span: 12,
          height: 9,
          series: [
            {
              legend: '{{service_peer_name}}',
              expr: mean('http_client_request_duration_seconds', { by: 'service_peer_name', where: THIS }),
            },
          ],
        }),
      ],
    },
    {
      heading: 'Database and events',
      panels: [
        timeSeries({
          title: 'Slowest statements',
          about: 'p99, the five slowest.',
          unit: 's',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{db_operation_name}}',
              expr: `topk(5, ${quantile(0.99, 'db_client_operation_duration_seconds', { by: 'db_operation_name', where: THIS })} > 0)`,
            },
          ],
        }),
        timeSeries({
          title: 'Connections',
          unit: 'short',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{db_client_connection_state}}',
              expr: `sum by (db_client_connection_state) (db_client_connection_count{${THIS}})`,
            },
            { legend: 'waiting for one', expr: `sum(db_client_connection_pending_requests{${THIS}})` },
          ],
        }),
        timeSeries({
          title: 'Events taken up',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_consumer_group_name}} {{outcome}}',
              expr: rate('messaging_client_consumed_messages_total', {
                by: 'messaging_consumer_group_name, outcome',
                where: THIS,
              }),
            },
          ],
        }),
      ],
    },
    {
      heading: 'Process',
      panels: [
        timeSeries({
          title: 'CPU',
          about: 'Cores.',
          unit: 'short',
          span: 6,
          height: 8,
          series: [
            {
              legend: '{{instance}}',
              expr: rate('process_cpu_seconds_total', { by: 'instance', where: THIS }),
            },
          ],
        }),
        timeSeries({
          title: 'Memory',
          unit: 'bytes',
          span: 6,
          height: 8,
          series: [
            {
              legend: '{{instance}}',
              expr: `sum by (instance) (process_resident_memory_bytes{${THIS}})`,
            },
          ],
        }),
        timeSeries({
          title: 'Event loop delay, p99',
          unit: 's',
          span: 6,
          height: 8,
          limits: { warn: 0.1, bad: 0.5 },
          series: [
            {
              legend: '{{instance}}',
              expr: `max by (instance) (nodejs_eventloop_lag_p99_seconds{${THIS}})`,
            },
          ],
        }),
        timeSeries({
          title: 'Garbage collection',
          about: 'Share of the time.',
          unit: 'percentunit',
          span: 6,
          height: 8,
          series: [
            {
              legend: '{{instance}}',
              expr: rate('nodejs_gc_duration_seconds_sum', { by: 'instance', where: THIS }),
            },
          ],
        }),
      ],
    },
  ],
});
