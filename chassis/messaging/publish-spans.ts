import { formatTraceparent, parseTraceparent, type Span, SpanKind, startChild } from '../tracing/index.ts';
import { TRACEPARENT } from './event.ts';
import type { ClaimedRow } from './outbox-store.ts';

/**
 * The rows as they are sent, with a step of its own for each whose trace is recorded: what consumes it goes on from
 * there. `end` ends these steps.
 */
export const tracedRows = (
  rows: readonly ClaimedRow[],
): { readonly rows: readonly ClaimedRow[]; end(error?: string): void } => {
  const spans: Span[] = [];
  const traced = rows.map((row) => {
    const parent = parseTraceparent(row.headers[TRACEPARENT]);
    const span =
      parent === null
        ? null
        : startChild(parent, `send ${row.topic}`, {
            kind: SpanKind.PRODUCER,
            attributes: {
              'messaging.system': 'kafka',
              'messaging.operation.name': 'send',
              'messaging.destination.name': row.topic,
              'cloudevents.event_type': row.headers.ce_type ?? '',
            },
          });
    if (span === null) return row;
    spans.push(span);
    return { ...row, headers: { ...row.headers, [TRACEPARENT]: formatTraceparent(span.trace) } };
  });
  return {
    rows: traced,
    end: (error) => {
      for (const span of spans) span.end({ error });
    },
  };
};
