import { dashboard } from '../dashboard.ts';
import { quantile, rate } from '../expressions.ts';
import { barGauge, stat, timeSeries } from '../panels.ts';

const CHOSEN = 'messaging_consumer_group_name="$group"';

/** From a service's outbox through the brokers to the consumers, and what is stuck on the way. */
export const kafka = dashboard({
  uid: 'kafka',
  title: 'Kafka and lag',
  about: 'From outbox through Kafka to inbox: what flows, what waits, what is parked.',
  variables: [
    {
      name: 'group',
      label: 'Consumer group',
      query: 'label_values(kafka_consumer_group_members, messaging_consumer_group_name)',
    },
  ],
  sections: [
    {
      panels: [
        stat({
          title: 'Events published',
          unit: 'ops',
          span: 6,
          height: 4,
          expr: rate('messaging_client_sent_messages_total', { by: '' }),
        }),
        stat({
          title: 'Oldest event in an outbox',
          unit: 's',
          span: 6,
          height: 4,
          limits: { warn: 10, bad: 60 },
          expr: 'max(outbox_oldest_age_seconds)',
        }),
        stat({
          title: 'Parked messages',
          unit: 'short',
          span: 6,
          height: 4,
          limits: { warn: 1, bad: 1 },
          expr: 'sum(max by (service, messaging_consumer_group_name) (parked_messages))',
        }),
        stat({
          title: 'Longest lag',
          about: 'For how long the first message that some group has not taken up has waited.',
          unit: 's',
          span: 6,
          height: 4,
          limits: { warn: 10, bad: 30 },
          expr: 'max(consumer_group:kafka_consumer_group_lag_seconds:max)',
        }),
      ],
    },
    {
      heading: 'Lag',
      panels: [
        timeSeries({
          title: 'Lag in seconds',
          unit: 's',
          span: 8,
          height: 9,
          limits: { warn: 10, bad: 30 },
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: 'consumer_group:kafka_consumer_group_lag_seconds:max',
            },
          ],
        }),
        timeSeries({
          title: 'Lag in messages',
          unit: 'short',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: 'consumer_group:kafka_consumer_group_lag:sum',
            },
          ],
        }),
        barGauge({
          title: 'Members',
          unit: 'short',
          span: 8,
          height: 9,
          limits: { warn: 1, bad: 1, below: true },
          legend: '{{messaging_consumer_group_name}}',
          expr: 'max by (messaging_consumer_group_name) (kafka_consumer_group_members)',
        }),
      ],
    },
    {
      heading: 'The consumer group that is chosen',
      panels: [
        timeSeries({
          title: 'Lag by partition',
          unit: 'short',
          span: 12,
          height: 9,
          series: [
            {
              legend: '{{messaging_destination_name}} {{messaging_destination_partition_id}}',
              expr: `sum by (messaging_destination_name, messaging_destination_partition_id) (kafka_consumer_group_lag{${CHOSEN}})`,
            },
          ],
        }),
        timeSeries({
          title: 'Taken up per second',
          about: 'By the offsets that the group commits.',
          unit: 'ops',
          span: 12,
          height: 9,
          series: [
            {
              legend: '{{messaging_destination_name}}',
              expr: rate('kafka_consumer_group_offset', { by: 'messaging_destination_name', where: CHOSEN }),
            },
          ],
        }),
      ],
    },
    {
      heading: 'Consumers',
      panels: [
        timeSeries({
          title: 'Events taken up',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: rate('messaging_client_consumed_messages_total', { by: 'messaging_consumer_group_name' }),
            },
          ],
        }),
        timeSeries({
          title: 'Time for an event, p99',
          about: 'From taking it up to being done with it, retries included.',
          unit: 's',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: quantile(0.99, 'messaging_process_duration_seconds', {
                by: 'messaging_consumer_group_name',
              }),
            },
          ],
        }),
        timeSeries({
          title: 'Attempts made again',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: rate('consumer_retries_total', { by: 'messaging_consumer_group_name' }),
            },
          ],
        }),
        timeSeries({
          title: 'Since the last heartbeat',
          unit: 's',
          span: 12,
          height: 8,
          limits: { warn: 30, bad: 60 },
          series: [
            {
              legend: '{{messaging_consumer_group_name}}',
              expr: 'time() - max by (messaging_consumer_group_name) (consumer_last_heartbeat_timestamp_seconds)',
            },
          ],
        }),
        barGauge({
          title: 'Parked',
          about: 'Messages that cannot be processed, and what waits behind them.',
          unit: 'short',
          span: 12,
          height: 8,
          limits: { warn: 1, bad: 1 },
          legend: '{{messaging_consumer_group_name}}',
          expr: 'max by (messaging_consumer_group_name) (parked_messages)',
        }),
      ],
    },
    {
      heading: 'Outboxes',
      panels: [
        timeSeries({
          title: 'Published',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [
            {
              legend: '{{messaging_destination_name}}',
              expr: rate('messaging_client_sent_messages_total', { by: 'messaging_destination_name' }),
            },
          ],
        }),
        timeSeries({
          title: 'Not published yet',
          unit: 'short',
          span: 8,
          height: 9,
          // Every replica counts the same table.
          series: [{ legend: '{{service}}', expr: 'max by (service) (outbox_pending)' }],
        }),
        timeSeries({
          title: 'Sends that failed and are done again',
          unit: 'ops',
          span: 8,
          height: 9,
          series: [{ legend: '{{service}}', expr: rate('outbox_send_failures_total', { by: 'service' }) }],
        }),
      ],
    },
    {
      heading: 'Brokers',
      panels: [
        timeSeries({
          title: 'Messages in',
          unit: 'ops',
          span: 6,
          height: 8,
          series: [
            {
              legend: '{{instance}}',
              expr: rate('kafka_topic_messages_in_total', { by: 'instance' }),
            },
          ],
        }),
        timeSeries({
          title: 'Requests, p99',
          unit: 's',
          span: 6,
          height: 8,
          series: [
            {
              legend: '{{request}}',
              expr: 'max by (request) (kafka_request_duration_seconds{percentile="99thPercentile"})',
            },
          ],
        }),
        timeSeries({
          title: 'Partitions without enough replicas',
          unit: 'short',
          span: 6,
          height: 8,
          series: [
            { legend: 'under-replicated', expr: 'sum(kafka_under_replicated_partitions)' },
            { legend: 'take no writes', expr: 'sum(kafka_under_min_isr_partitions)' },
            { legend: 'without a leader', expr: 'max(kafka_offline_partitions)' },
          ],
        }),
        timeSeries({
          title: 'Heap',
          unit: 'bytes',
          span: 6,
          height: 8,
          series: [
            { legend: '{{instance}}', expr: 'sum by (instance) (jvm_memory_used_bytes{area="heap"})' },
          ],
        }),
      ],
    },
  ],
});
