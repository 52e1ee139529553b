import type { Log } from '../service/index.ts';
import {
  aboutAttributes,
  beginScope,
  inScope,
  parseTraceparent,
  type Scope,
  type Span,
  SpanKind,
} from '../tracing/index.ts';
import type { ConsumerMeasurements, Outcome } from './consumer-measurements.ts';
import { TRACEPARENT } from './event.ts';
import type { Incoming } from './incoming.ts';

export type MessageScope = { readonly scope: Scope; readonly span: Span | null };

/** The scope of a message: the trace of what has published it goes on, or one begins. */
export const messageScope = (incoming: Incoming, consumer: string, type: string): MessageScope =>
  beginScope(parseTraceparent(incoming.headers[TRACEPARENT]), `process ${type}`, {
    kind: SpanKind.CONSUMER,
    attributes: {
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.destination.name': incoming.topic,
      'messaging.destination.partition.id': String(incoming.partition),
      'messaging.consumer.group.name': consumer,
      'cloudevents.event_type': type,
    },
  });

/**
 * One sample, one log line and, in a sampled trace, the end of the span of a message that is done. Copies without an
 * inbox read whole catalogues: of their messages only debugging tells.
 */
export const finishMessage = (
  deps: {
    readonly consumer: string;
    readonly inbox: boolean;
    readonly measurements: ConsumerMeasurements;
    readonly log: Log;
  },
  { scope, span }: MessageScope,
  done: { readonly type: string; readonly outcome: Outcome; readonly seconds: number },
): void => {
  const { type, outcome, seconds } = done;
  deps.measurements.message(type, outcome, seconds, span?.trace.traceId);
  span?.end({
    error: outcome === 'parked' ? outcome : undefined,
    attributes: { 'fondaco.outcome': outcome, ...aboutAttributes(scope) },
  });
  const line = { consumer: deps.consumer, type, outcome, durationMs: Math.round(seconds * 10_000) / 10 };
  inScope(scope, () => deps.log[deps.inbox ? 'info' : 'debug'](line, 'message'));
};
