import type { Static, TObject } from 'typebox';

/**
 * One kind of event: its CloudEvents `type`, the topic that carries it and the key that keeps events of
 * one aggregate in order. The contracts declare the same shape.
 */
export type EventDefinition<Schema extends TObject = TObject> = {
  readonly type: string;
  readonly topic: string;
  readonly schema: Schema;
  readonly key: (data: Static<Schema>) => string;
  /** What the event is about, for log lines and spans: ids such as `orderId`, no personal data. */
  readonly about?: (data: Static<Schema>) => Readonly<Record<string, string>>;
};

/** An event as a handler sees it. `id` is a UUID, `time` an RFC 3339 time in UTC. */
export type Event<Data> = {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly key: string;
  readonly data: Data;
};

/** The header that takes the trace along in which an event has happened. */
export const TRACEPARENT = 'ce_traceparent';

/**
 * Headers of CloudEvents 1.0 in Kafka's binary mode: the value is the event's data and nothing else.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
export const cloudEventHeaders = (event: {
  readonly id: string;
  readonly type: string;
  readonly service: string;
  readonly time: Date;
  readonly key: string;
  readonly traceparent: string | null;
}): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: event.id,
  ce_type: event.type,
  ce_source: `/fondaco/${event.service}`,
  ce_time: event.time.toISOString(),
  ce_subject: event.key,
  'content-type': 'application/json',
  // https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/distributed-tracing.md
  ...(event.traceparent !== null && { [TRACEPARENT]: event.traceparent }),
});
