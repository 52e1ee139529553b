import { dashboard } from '../dashboard.ts';
import { errorShare, quantile, rate, requestQuantile, requestRate, shareOf } from '../expressions.ts';
import { alertList, stat, table, timeSeries } from '../panels.ts';

/** What customers do comes in through the storefront's BFF. */
const AT_THE_DOOR = 'service="storefront-bff"';
const NOW = '1m';
const GATEWAY = 'nginx_http_request_duration_seconds';

/**
 * The whole on one page. The back office's map of the system is drawn from the tables of its parts: their titles and
 * columns are what it looks for.
 */
export const overview = dashboard({
  uid: 'overview',
  title: 'Overview',
  about: 'How the whole shop is doing: what customers notice first, then every part.',
  sections: [
    {
      panels: [
        stat({
          title: 'Requests',
          about: 'At the storefront’s BFF.',
          unit: 'reqps',
          span: 4,
          height: 4,
          expr: requestRate({ by: '', where: AT_THE_DOOR }),
        }),
        stat({
          title: 'Errors',
          about: 'Share of the requests that were answered with a 5xx.',
          unit: 'percentunit',
          span: 4,
          height: 4,
          limits: { warn: 0.001, bad: 0.01 },
          expr: errorShare({ by: '', where: AT_THE_DOOR }),
        }),
        stat({
          title: 'p99',
          about: 'One request in a hundred takes longer.',
          unit: 's',
          span: 4,
          height: 4,
          limits: { warn: 0.3, bad: 1 },
          expr: requestQuantile(0.99, { by: '', where: `${AT_THE_DOOR}, http_route!~".*/stream"` }),
        }),
        stat({
          title: 'Orders placed',
          about: 'Per minute.',
          unit: 'short',
          span: 4,
          height: 4,
          expr: 'sum(service:orders_placed:rate5m) * 60',
        }),
        stat({
          title: 'Placed to settled, p99',
          about: 'From the order to the state in which it waits for nothing any more.',
          unit: 's',
          span: 4,
          height: 4,
          limits: { warn: 60, bad: 1800 },
          expr: quantile(0.99, 'orders_placed_to_final_seconds', { by: '', over: '5m' }),
        }),
        stat({
          title: 'Alerts',
          about: 'That fire now.',
          unit: 'short',
          span: 4,
          height: 4,
          limits: { warn: 1, bad: 1 },
          expr: 'count(ALERTS{alertstate="firing"}) or vector(0)',
        }),
      ],
    },
    {
      heading: 'Parts',
      panels: [
        table({
          title: 'Services',
          about: 'Replicas that answer Prometheus, and what they did in the last minute.',
          span: 12,
          height: 8,
          labels: { service: 'Service' },
          columns: [
            { name: 'Up', unit: 'short', expr: 'sum by (service) (up{job="services"})' },
            { name: 'Replicas', unit: 'short', expr: 'count by (service) (up{job="services"})' },
            { name: 'Requests', unit: 'reqps', expr: 'service:http_server_requests:rate1m' },
            {
              name: 'Errors',
              unit: 'percentunit',
              limits: { warn: 0.001, bad: 0.01 },
              expr: 'service:http_server_errors:ratio1m',
            },
            {
              name: 'p99',
              unit: 's',
              limits: { warn: 0.3, bad: 1 },
              expr: 'service:http_server_request_duration_seconds:p99_5m',
            },
          ],
        }),
        table({
          title: 'Databases',
          about: 'Whether each answers, and how the service that owns it gets on with it.',
          span: 12,
          height: 8,
          labels: { service: 'Service' },
          columns: [
            { name: 'Up', unit: 'short', expr: 'max by (service) (pg_up)' },
            {
              name: 'In use',
              unit: 'short',
              expr: 'sum by (service) (db_client_connection_count{db_client_connection_state="used"})',
            },
            { name: 'Connections', unit: 'short', expr: 'sum by (service) (db_client_connection_count)' },
            {
              name: 'Waiting',
              unit: 'short',
              limits: { warn: 1, bad: 10 },
              expr: 'sum by (service) (db_client_connection_pending_requests)',
            },
            {
              name: 'p99',
              unit: 's',
              limits: { warn: 0.1, bad: 0.5 },
              expr: quantile(0.99, 'db_client_operation_duration_seconds', { by: 'service', over: NOW }),
            },
          ],
        }),
        table({
          title: 'Gateways',
          about: 'The gateway, and the balancer between the services.',
          span: 12,
          height: 5,
          labels: { service: 'nginx' },
          columns: [
            { name: 'Up', unit: 'short', expr: 'max by (service) (nginx_up)' },
            { name: 'Requests', unit: 'reqps', expr: rate(`${GATEWAY}_count`, { by: 'service', over: NOW }) },
            {
              name: 'Errors',
              unit: 'percentunit',
              limits: { warn: 0.001, bad: 0.01 },
              expr: shareOf(`${GATEWAY}_count`, 'status=~"5.."', { by: 'service', over: NOW }),
            },
            {
              name: 'p99',
              unit: 's',
              limits: { warn: 0.3, bad: 1 },
              expr: quantile(0.99, GATEWAY, { by: 'service', over: NOW }),
            },
          ],
        }),
        table({
          title: 'Brokers',
          span: 12,
          height: 5,
          labels: { instance: 'Broker' },
          columns: [
            { name: 'Up', unit: 'short', expr: 'max by (instance) (up{job="kafka"})' },
            { name: 'Leads', unit: 'short', expr: 'max by (instance) (kafka_leaders)' },
            {
              name: 'Under-replicated',
              unit: 'short',
              limits: { warn: 1, bad: 1 },
              expr: 'max by (instance) (kafka_under_replicated_partitions)',
            },
          ],
        }),
        table({
          title: 'Topics',
          about: 'Events that the brokers took per second in the last minute, and how many they keep.',
          span: 7,
          height: 9,
          labels: { messaging_destination_name: 'Topic' },
          columns: [
            { name: 'Events', unit: 'ops', expr: 'topic:kafka_partition_current_offset:rate1m' },
            {
              name: 'Kept',
              unit: 'short',
              expr: 'sum by (messaging_destination_name) (kafka_partition_current_offset - kafka_partition_oldest_offset)',
            },
          ],
        }),
        table({
          title: 'Consumers',
          span: 7,
          height: 9,
          labels: { messaging_consumer_group_name: 'Group' },
          columns: [
            {
              name: 'Members',
              unit: 'short',
              limits: { warn: 1, bad: 1, below: true },
              expr: 'max by (messaging_consumer_group_name) (kafka_consumer_group_members)',
            },
            {
              name: 'Parked',
              unit: 'short',
              limits: { warn: 1, bad: 1 },
              expr: 'max by (messaging_consumer_group_name) (parked_messages)',
            },
          ],
        }),
        table({
          title: 'Lag',
          about: 'What each group has not taken up yet, and for how long the first of it has waited.',
          span: 10,
          height: 9,
          labels: { messaging_consumer_group_name: 'Group', messaging_destination_name: 'Topic' },
          columns: [
            {
              name: 'Messages',
              unit: 'short',
              expr: 'consumer_group_topic:kafka_consumer_group_lag:sum',
            },
            {
              name: 'Seconds',
              unit: 's',
              limits: { warn: 10, bad: 60 },
              expr: 'max by (messaging_consumer_group_name, messaging_destination_name) (kafka_consumer_group_lag_seconds)',
            },
          ],
        }),
      ],
    },
    {
      heading: 'Course',
      panels: [
        timeSeries({
          title: 'Requests',
          unit: 'reqps',
          span: 8,
          height: 8,
          series: [{ legend: '{{service}}', expr: requestRate({ by: 'service' }) }],
        }),
        timeSeries({
          title: 'Errors',
          unit: 'percentunit',
          span: 8,
          height: 8,
          series: [{ legend: '{{service}}', expr: errorShare({ by: 'service' }) }],
        }),
        timeSeries({
          title: 'p99',
          unit: 's',
          span: 8,
          height: 8,
          series: [
            {
              legend: '{{service}}',
              expr: requestQuantile(0.99, { by: 'service', where: 'http_route!~".*/stream"' }),
            },
          ],
        }),
        timeSeries({
          title: 'CPU',
          about: 'Cores.',
          unit: 'short',
          span: 8,
          height: 8,
          stacked: true,
          series: [{ legend: '{{service}}', expr: rate('process_cpu_seconds_total', { by: 'service' }) }],
        }),
        timeSeries({
          title: 'Memory',
          unit: 'bytes',
          span: 8,
          height: 8,
          stacked: true,
          series: [{ legend: '{{service}}', expr: 'sum by (service) (process_resident_memory_bytes)' }],
        }),
        alertList({ title: 'What fires', span: 8, height: 8 }),
      ],
    },
  ],
});
