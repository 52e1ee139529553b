import type { Metric, Metrics } from './metric.ts';

const GROUPS = 'the consumer groups that the brokers know; only whom the topology lets read may make one';
const TOPICS = 'the topics, by the topology';
const PARTITIONS = 'the partitions of the topic, 12 by the topology';

const ofPartition = {
  messaging_destination_name: TOPICS,
  messaging_destination_partition_id: PARTITIONS,
} as const;
const ofGroup = { messaging_consumer_group_name: GROUPS } as const;

const gauge = <const Labels extends Metric['labels']>(
  name: string,
  unit: Metric['unit'],
  help: string,
  labels: Labels,
) => ({ name, type: 'gauge' as const, unit, help, labels });

/** How far consumers are behind, as the brokers see it: it is known of those that are down too. */
export const lagExporterMetrics = {
  lag: gauge(
    'kafka_consumer_group_lag',
    'count',
    'Messages of a partition that the group has not committed.',
    { ...ofGroup, ...ofPartition },
  ),
  lagSeconds: gauge(
    'kafka_consumer_group_lag_seconds',
    'seconds',
    'For how long the first message that the group has not committed has been there; 0 when there is none.',
    { ...ofGroup, ...ofPartition },
  ),
  committed: gauge('kafka_consumer_group_offset', 'count', 'The next message that the group will read.', {
    ...ofGroup,
    ...ofPartition,
  }),
  members: gauge('kafka_consumer_group_members', 'count', 'Members of the group.', ofGroup),
  state: gauge('kafka_consumer_group_state', 'count', 'Whether the group is in a state: 1 or 0.', {
    ...ofGroup,
    state: ['Stable', 'PreparingRebalance', 'CompletingRebalance', 'Empty', 'Dead'],
  }),
  end: gauge(
    'kafka_partition_current_offset',
    'count',
    'The next message that will be written.',
    ofPartition,
  ),
  oldest: gauge('kafka_partition_oldest_offset', 'count', 'The oldest message that is kept.', ofPartition),
  success: gauge(
    'kafka_lag_last_success_timestamp_seconds',
    'timestamp',
    'When the brokers last answered all questions, in Unix time.',
    {},
  ),
  duration: gauge(
    'kafka_lag_round_duration_seconds',
    'seconds',
    'Time of the last round of questions to the brokers.',
    {},
  ),
} as const satisfies Metrics;
