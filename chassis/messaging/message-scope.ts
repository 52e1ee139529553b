import { beginScope, parseTraceparent, type Scope, type Span, SpanKind } from '../tracing/index.ts';
import { TRACEPARENT } from './event.ts';
import type { Incoming } from './incoming.ts';

/** The scope of a message: the trace of what has published it goes on, or one begins. */
export const messageScope = (
  incoming: Incoming,
  consumer: string,
  type: string,
): { readonly scope: Scope; readonly span: Span | null } =>
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
