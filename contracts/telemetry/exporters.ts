import type { Metric, Metrics } from './metric.ts';

const metric = (
  name: string,
  type: Metric['type'],
  unit: Metric['unit'],
  help: string,
  labels: Metric['labels'] = {},
): Metric => ({ name, type, unit, help, labels });
const gauge = (name: string, unit: Metric['unit'], help: string, labels?: Metric['labels']) =>
  metric(name, 'gauge', unit, help, labels);
const counter = (name: string, unit: Metric['unit'], help: string, labels?: Metric['labels']) =>
  metric(name, 'counter', unit, help, labels);

const ROUTES = 'the routes of the gateway or the services behind the balancer, by the topology; `none`';
const STATUS = 'the status codes that nginx and our code answer with';
const TABLES = 'the tables of the migrations';
const STATEMENTS = 'the 20 statements that have taken most time';
const FILESYSTEMS = 'the file systems of the machine';

/** By Prometheus itself, of every target. */
const prometheus: Metrics = {
  up: gauge('up', 'count', 'Whether the target was scraped.'),
  rules: counter('prometheus_rule_evaluation_failures_total', 'count', 'Rules that could not be evaluated.', {
    rule_group: 'the groups of the rule files',
  }),
  dropped: counter('prometheus_notifications_dropped_total', 'count', 'Alerts that reached no Alertmanager.'),
  series: gauge('prometheus_tsdb_head_series', 'count', 'Series that are kept in memory.'),
  failed: counter('alertmanager_notifications_failed_total', 'count', 'Messages that did not get through.', {
    integration: ['slack', 'and the others that Alertmanager knows'],
  }),
  sent: counter('alertmanager_notifications_total', 'count', 'Messages that were tried.', {
    integration: ['slack', 'and the others that Alertmanager knows'],
  }),
};

/** prometheus-nginx-exporter, from `stub_status`. */
const nginx: Metrics = {
  up: gauge('nginx_up', 'count', 'Whether nginx answered.'),
  active: gauge('nginx_connections_active', 'count', 'Connections of clients.'),
  accepted: counter('nginx_connections_accepted', 'count', 'Connections that were accepted.'),
  handled: counter('nginx_connections_handled', 'count', 'Connections that were handled.'),
  reading: gauge('nginx_connections_reading', 'count', 'Connections on which a request is being read.'),
  writing: gauge('nginx_connections_writing', 'count', 'Connections on which an answer is being written.'),
  waiting: gauge('nginx_connections_waiting', 'count', 'Connections without a request.'),
  requests: counter('nginx_http_requests_total', 'count', 'Requests of all kinds.'),
};

/** mtail, from the access logs. `service` is `gateway` or `balancer`. */
const accessLogs: Metrics = {
  duration: {
    ...metric(
      'nginx_http_request_duration_seconds',
      'histogram',
      'seconds',
      'Time from the first byte of a request to the last of its answer, streams left out.',
      {
        method: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other'],
        route: ROUTES,
        status: STATUS,
      },
    ),
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10],
  },
  upstream: {
    ...metric(
      'nginx_upstream_duration_seconds',
      'histogram',
      'seconds',
      'Time of the answer of the replica that was asked last.',
      { upstream: 'the replicas, by the topology', status: STATUS },
    ),
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10],
  },
  bytes: counter('nginx_http_response_bytes_total', 'bytes', 'Bytes that were sent.', { route: ROUTES }),
  retries: counter('nginx_upstream_retries_total', 'count', 'Requests for which a second replica was asked.'),
};

const state = ['active', 'idle', 'idle in transaction', 'idle in transaction (aborted)'];

/** prometheus-postgres-exporter with our questions. `service` is whose database it is. */
const postgres: Metrics = {
  up: gauge('pg_up', 'count', 'Whether the database answered.'),
  connections: gauge('pg_activity_connections', 'count', 'Connections of clients, by what they do.', {
    state,
  }),
  oldestTransaction: gauge(
    'pg_activity_oldest_transaction_seconds',
    'seconds',
    'Age of the oldest transaction of a connection in the state.',
    { state },
  ),
  mostConnections: gauge('pg_server_max_connections', 'count', 'Connections that the server takes at most.'),
  started: gauge('pg_server_start_time_seconds', 'timestamp', 'When the server was started.'),
  size: gauge('pg_database_size_bytes', 'bytes', 'Size of the database on disk.'),
  commits: counter('pg_database_commits_total', 'count', 'Transactions that were committed.'),
  rollbacks: counter('pg_database_rollbacks_total', 'count', 'Transactions that were rolled back.'),
  hits: counter('pg_database_blocks_hit_total', 'count', 'Blocks that were found in shared buffers.'),
  reads: counter('pg_database_blocks_read_total', 'count', 'Blocks that had to be read.'),
  deadlocks: counter('pg_database_deadlocks_total', 'count', 'Deadlocks.'),
  temporary: counter('pg_database_temporary_bytes_total', 'bytes', 'Written to temporary files.'),
  timed: counter('pg_checkpointer_timed_total', 'count', 'Checkpoints whose time had come.'),
  requested: counter('pg_checkpointer_requested_total', 'count', 'Checkpoints that were asked for.'),
  writing: counter('pg_checkpointer_write_seconds_total', 'seconds', 'Time of writing at checkpoints.'),
  syncing: counter('pg_checkpointer_sync_seconds_total', 'seconds', 'Time of synchronising at checkpoints.'),
  wal: counter('pg_wal_bytes_total', 'bytes', 'WAL that was written.'),
  liveRows: gauge('pg_table_live_rows', 'count', 'Rows, as estimated.', { table: TABLES }),
  deadRows: gauge('pg_table_dead_rows', 'count', 'Rows that nobody can see any more.', { table: TABLES }),
  tableSize: gauge('pg_table_size_bytes', 'bytes', 'Size on disk with indexes.', { table: TABLES }),
  waiting: gauge('pg_lock_waiting', 'count', 'Connections that wait for a lock.'),
  longestWait: gauge('pg_lock_longest_wait_seconds', 'seconds', 'The longest wait for a lock.'),
  calls: counter('pg_statement_calls_total', 'count', 'Executions of a statement.', { query_id: STATEMENTS }),
  seconds: counter('pg_statement_seconds_total', 'seconds', 'Time of a statement.', { query_id: STATEMENTS }),
  rows: counter('pg_statement_rows_total', 'count', 'Rows of a statement.', { query_id: STATEMENTS }),
};

/** The brokers themselves, by the JMX agent in their processes. `instance` is `kafka-1`. */
const kafka: Metrics = {
  underReplicated: gauge(
    'kafka_under_replicated_partitions',
    'count',
    'Partitions that this broker leads and that lack replicas in sync.',
  ),
  underMinIsr: gauge(
    'kafka_under_min_isr_partitions',
    'count',
    'Partitions that this broker leads and that take no writes.',
  ),
  offline: gauge('kafka_offline_partitions', 'count', 'Partitions without a leader.'),
  partitions: gauge('kafka_partitions', 'count', 'Partitions of which this broker has a replica.'),
  leaders: gauge('kafka_leaders', 'count', 'Partitions that this broker leads.'),
  controllers: gauge('kafka_active_controllers', 'count', '1 on the controller of the cluster.'),
  messages: counter('kafka_topic_messages_in_total', 'count', 'Messages that were written.', {
    messaging_destination_name: 'the topics, by the topology, and Kafka’s own',
  }),
  bytesIn: counter('kafka_topic_bytes_in_total', 'bytes', 'Bytes that were written.', {
    messaging_destination_name: 'the topics, by the topology, and Kafka’s own',
  }),
  bytesOut: counter('kafka_topic_bytes_out_total', 'bytes', 'Bytes that were read.', {
    messaging_destination_name: 'the topics, by the topology, and Kafka’s own',
  }),
  idle: gauge('kafka_request_handler_idle_ratio', 'ratio', 'Idle share of the threads that handle requests.'),
  duration: gauge('kafka_request_duration_seconds', 'seconds', 'Time of requests, by percentile.', {
    request: ['Produce', 'FetchConsumer'],
    percentile: ['50thPercentile', '99thPercentile'],
  }),
  heap: gauge('jvm_memory_used_bytes', 'bytes', 'Memory of the Java machine in use.', {
    area: ['heap', 'nonheap'],
  }),
};

/** prometheus-node-exporter: the machine. */
const node: Metrics = {
  available: gauge('node_filesystem_avail_bytes', 'bytes', 'Free for ordinary users.', {
    mountpoint: FILESYSTEMS,
    device: FILESYSTEMS,
    fstype: FILESYSTEMS,
  }),
  size: gauge('node_filesystem_size_bytes', 'bytes', 'Size of the file system.', {
    mountpoint: FILESYSTEMS,
    device: FILESYSTEMS,
    fstype: FILESYSTEMS,
  }),
  memoryAvailable: gauge('node_memory_MemAvailable_bytes', 'bytes', 'Memory that programs can still get.'),
  memoryTotal: gauge('node_memory_MemTotal_bytes', 'bytes', 'Memory of the machine.'),
};

/** prometheus-blackbox-exporter: the gateway as it is seen from outside. */
const probes: Metrics = {
  success: gauge('probe_success', 'count', 'Whether the gateway answered over TLS.'),
  certificate: gauge(
    'probe_ssl_earliest_cert_expiry',
    'timestamp',
    'When the first certificate of the chain that the gateway shows expires.',
  ),
  duration: gauge('probe_duration_seconds', 'seconds', 'Time of the probe.'),
};

/** What rules and dashboards use of programs that are not ours, by the name of the scrape job or program. */
export const exporterMetrics: Readonly<Record<string, Metrics>> = {
  prometheus,
  nginx,
  accessLogs,
  postgres,
  kafka,
  node,
  probes,
};
