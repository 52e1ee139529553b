import { dashboard } from '../dashboard.ts';
import { quantile, rate, shareOf } from '../expressions.ts';
import { barGauge, stat, timeSeries } from '../panels.ts';

const REQUESTS = 'nginx_http_request_duration_seconds';
const GATEWAY = 'service="gateway"';
const FAILED = 'status=~"5.."';

/** nginx: the one way in, and the balancer between the services. Streams are left out of times. */
export const gateway = dashboard({
  uid: 'gateway',
  title: 'Gateway',
  about: 'The one way in, and the balancer between the services.',
  sections: [
    {
      panels: [
        stat({
          title: 'Requests',
          unit: 'reqps',
          span: 5,
          height: 4,
          expr: rate(`${REQUESTS}_count`, { by: '', where: GATEWAY }),
        }),
        stat({
          title: 'Errors',
          about: 'Share of the requests that were answered with a 5xx.',
          unit: 'percentunit',
          span: 5,
          height: 4,
          limits: { warn: 0.001, bad: 0.01 },
          expr: shareOf(`${REQUESTS}_count`, FAILED, { by: '', where: GATEWAY }),
        }),
        stat({
          title: 'p99',
          unit: 's',
          span: 5,
          height: 4,
          limits: { warn: 0.3, bad: 1 },
          expr: quantile(0.99, REQUESTS, { by: '', where: GATEWAY }),
        }),
        stat({
          title: 'Connections',
          unit: 'short',
          span: 4,
          height: 4,
          expr: `sum(nginx_connections_active{${GATEWAY}})`,
        }),
        stat({
          title: 'Certificate',
          about: 'Until the first of its chain expires.',
          unit: 's',
          span: 5,
          height: 4,
          limits: { warn: 14 * 86_400, bad: 3 * 86_400, below: true },
          expr: 'min(probe_ssl_earliest_cert_expiry) - time()',
        }),
      ],
    },
    {
      heading: 'Requests from outside',
      panels: [
        timeSeries({
          title: 'By route',
          unit: 'reqps',
          span: 8,
          height: 9,
          series: [{ legend: '{{route}}', expr: rate(`${REQUESTS}_count`, { by: 'route', where: GATEWAY }) }],
        }),
        timeSeries({
          title: 'By status',
          unit: 'reqps',
          span: 8,
          height: 9,
          stacked: true,
          series: [
            { legend: '{{status}}', expr: rate(`${REQUESTS}_count`, { by: 'status', where: GATEWAY }) },
          ],
        }),
        timeSeries({
          title: 'Time to the answer',
          unit: 's',
          span: 8,
          height: 9,
          series: [0.5, 0.95, 0.99].map((q) => ({
            legend: `p${q * 100}`,
            expr: quantile(q, REQUESTS, { by: '', where: GATEWAY }),
          })),
        }),
        barGauge({
          title: 'Slowest routes',
          about: 'p99 of the last five minutes.',
          unit: 's',
          span: 8,
          height: 9,
          limits: { warn: 0.3, bad: 1 },
          legend: '{{route}}',
          expr: `topk(8, ${quantile(0.99, REQUESTS, { by: 'route', where: GATEWAY, over: '5m' })} > 0)`,
        }),
        timeSeries({
          title: 'Sent',
          unit: 'Bps',
          span: 8,
          height: 9,
          series: [
            { legend: '{{service}}', expr: rate('nginx_http_response_bytes_total', { by: 'service' }) },
          ],
        }),
        timeSeries({
          title: 'Connections',
          unit: 'short',
          span: 8,
          height: 9,
          series: [
            { legend: '{{service}} reading', expr: 'sum by (service) (nginx_connections_reading)' },
            { legend: '{{service}} writing', expr: 'sum by (service) (nginx_connections_writing)' },
            { legend: '{{service}} waiting', expr: 'sum by (service) (nginx_connections_waiting)' },
          ],
        }),
      ],
    },
    {
      heading: 'Replicas behind them',
      panels: [
        timeSeries({
          title: 'Requests',
          unit: 'reqps',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{upstream}}',
              expr: rate('nginx_upstream_duration_seconds_count', { by: 'upstream' }),
            },
          ],
        }),
        timeSeries({
          title: 'p99',
          unit: 's',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{upstream}}',
              expr: quantile(0.99, 'nginx_upstream_duration_seconds', { by: 'upstream' }),
            },
          ],
        }),
        timeSeries({
          title: 'Asked a second replica',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [{ legend: '{{service}}', expr: rate('nginx_upstream_retries_total', { by: 'service' }) }],
        }),
      ],
    },
  ],
});
