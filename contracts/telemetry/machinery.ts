import type { Metrics } from './metric.ts';

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  '_OTHER',
] as const;
const STATUS = 'the status codes that our code answers with, 499 for a client that did not wait';
const CALLEES = 'the callees of the process, by the topology';
const GROUPS = 'the consumer groups of the process, by the topology';
const TOPICS = 'the topics of the process, by the topology';
const EVENT_TYPES = 'the types of event that the group handles, `malformed` and `unknown`';

/** Seconds. From a prepared statement's time up to the longest deadline; pages are to take less than 0.3. */
export const DURATIONS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10,
] as const;

/** Of whatever answers requests. https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
export const serverMetrics = {
  requests: {
    name: 'http_server_request_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from the request to the end of its answer, by route.',
    labels: {
      http_request_method: METHODS,
      http_route: 'the routes of the process, and `unknown`',
      http_response_status_code: STATUS,
    },
    buckets: DURATIONS,
  },
  spans: {
    name: 'otel_sdk_exporter_span_exported_total',
    type: 'counter',
    unit: 'count',
    help: 'Spans of sampled traces, by what kept them from the collector: nothing, an export that failed, a full queue.',
    labels: { error_type: ['', 'export_failed', 'queue_full'] },
  },
} as const satisfies Metrics;

/** Of whatever verifies tokens. */
export const identityMetrics = {
  refused: {
    name: 'auth_tokens_refused_total',
    type: 'counter',
    unit: 'count',
    help: 'Bearer tokens that were refused, by problem code.',
    labels: { code: ['auth/token-expired', 'auth/token-invalid'] },
  },
} as const satisfies Metrics;

/** Of whatever calls services. */
export const callMetrics = {
  calls: {
    name: 'http_client_request_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time of one attempt at a call to another service, by status; without one there was no answer.',
    labels: {
      service_peer_name: CALLEES,
      http_request_method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      http_response_status_code: 'the status codes that our services answer with, or none',
      error_type: ['', 'no_answer'],
    },
    buckets: DURATIONS,
  },
  breakers: {
    name: 'http_client_circuit_breakers',
    type: 'gauge',
    unit: 'count',
    help: 'Breakers of calls to other services, by their state.',
    labels: { service_peer_name: CALLEES, state: ['closed', 'half-open', 'open'] },
  },
} as const satisfies Metrics;

/** Of whatever has a database. https://opentelemetry.io/docs/specs/semconv/database/database-metrics/ */
export const databaseMetrics = {
  statements: {
    name: 'db_client_operation_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from sending a statement to its answer, by the name of the statement.',
    labels: {
      db_operation_name: 'the names of the statements in the code of the process',
      error_type: ['', 'unavailable', 'refused'],
    },
    buckets: DURATIONS,
  },
  connections: {
    name: 'db_client_connection_count',
    type: 'gauge',
    unit: 'count',
    help: 'Connections of the pool, by what they do.',
    labels: { db_client_connection_state: ['used', 'idle'] },
  },
  mostConnections: {
    name: 'db_client_connection_max',
    type: 'gauge',
    unit: 'count',
    help: 'Connections that the pool opens at most.',
    labels: {},
  },
  waiting: {
    name: 'db_client_connection_pending_requests',
    type: 'gauge',
    unit: 'count',
    help: 'Work that waits for a connection of the pool.',
    labels: {},
  },
} as const satisfies Metrics;

/** Of whatever publishes events. https://opentelemetry.io/docs/specs/semconv/messaging/messaging-metrics/ */
export const outboxMetrics = {
  published: {
    name: 'messaging_client_sent_messages_total',
    type: 'counter',
    unit: 'count',
    help: 'Events that the brokers have acknowledged, by topic.',
    labels: { messaging_destination_name: TOPICS },
  },
  failures: {
    name: 'outbox_send_failures_total',
    type: 'counter',
    unit: 'count',
    help: 'Sends that failed and are done again.',
    labels: {},
  },
  pending: {
    name: 'outbox_pending',
    type: 'gauge',
    unit: 'count',
    help: 'Rows of the outbox that are not published yet. The same on every replica.',
    labels: {},
  },
  oldestAge: {
    name: 'outbox_oldest_age_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest row that is not published yet; 0 when there is none. The same on every replica.',
    labels: {},
  },
} as const satisfies Metrics;

/** Of whatever consumes events. */
export const consumerMetrics = {
  messages: {
    name: 'messaging_client_consumed_messages_total',
    type: 'counter',
    unit: 'count',
    help: 'Messages that a consumer is done with, by what became of them.',
    labels: {
      messaging_consumer_group_name: GROUPS,
      cloudevents_event_type: EVENT_TYPES,
      outcome: ['processed', 'duplicate', 'parked', 'ignored'],
    },
  },
  duration: {
    name: 'messaging_process_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time from taking a message up to being done with it, retries included.',
    labels: { messaging_consumer_group_name: GROUPS, cloudevents_event_type: EVENT_TYPES },
    buckets: DURATIONS,
  },
  retries: {
    name: 'consumer_retries_total',
    type: 'counter',
    unit: 'count',
    help: 'Attempts at a message that failed and were made again.',
    labels: { messaging_consumer_group_name: GROUPS },
  },
  heartbeat: {
    name: 'consumer_last_heartbeat_timestamp_seconds',
    type: 'gauge',
    unit: 'timestamp',
    help: 'When the group last took a heartbeat of the consumer, in Unix time; 0 before the first.',
    labels: { messaging_consumer_group_name: GROUPS },
  },
  parked: {
    name: 'parked_messages',
    type: 'gauge',
    unit: 'count',
    help: 'Messages that are parked. The same on every replica.',
    labels: { messaging_consumer_group_name: GROUPS },
  },
  actions: {
    name: 'parked_message_actions_total',
    type: 'counter',
    unit: 'count',
    help: 'What people have done with parked messages.',
    labels: {
      messaging_consumer_group_name: GROUPS,
      action: ['retried', 'retry-failed', 'discarded', 'erased'],
    },
  },
  inbox: {
    name: 'inbox_rows',
    type: 'gauge',
    unit: 'count',
    help: 'Rows of the inbox, as PostgreSQL estimates them. The same on every replica.',
    labels: {},
  },
} as const satisfies Metrics;
