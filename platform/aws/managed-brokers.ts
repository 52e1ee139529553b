/**
 * What MSK's brokers show of what the rules ask for, by MSK's names (metric and label `name`). From memory of
 * Amazon's documentation: not yet seen on a running cluster.
 */
const shown = {
  'kafka_server_ReplicaManager_Value;UnderReplicatedPartitions': 'kafka_under_replicated_partitions',
  'kafka_server_ReplicaManager_Value;UnderMinIsrPartitionCount': 'kafka_under_min_isr_partitions',
  'kafka_server_ReplicaManager_Value;PartitionCount': 'kafka_partitions',
  'kafka_server_ReplicaManager_Value;LeaderCount': 'kafka_leaders',
  'kafka_controller_KafkaController_Value;ActiveControllerCount': 'kafka_active_controllers',
  'kafka_controller_KafkaController_Value;OfflinePartitionsCount': 'kafka_offline_partitions',
  'kafka_server_BrokerTopicMetrics_Count;MessagesInPerSec': 'kafka_topic_messages_in_total',
} as const;

/**
 * The scrape job of brokers whose agent is Amazon's: what the house's own agent shows goes by the same names here, all else
 * is dropped. `targets` is a file with their addresses.
 */
export const managedBrokersJob = (targets: string): string[] => [
  '  - job_name: kafka',
  `    file_sd_configs: [{ files: [${JSON.stringify(targets)}] }]`,
  '    metric_relabel_configs:',
  ...Object.entries(shown).map(
    ([theirs, ours]) =>
      `      - { source_labels: [__name__, name], regex: ${JSON.stringify(theirs)}, target_label: __name__, replacement: ${ours} }`,
  ),
  `      - { action: keep, source_labels: [__name__], regex: ${JSON.stringify([...new Set(Object.values(shown))].join('|'))} }`,
  '      - { action: labeldrop, regex: name }',
];
