import { setTimeout as delay } from 'node:timers/promises';
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { recordSpans } from './span.ts';

/** Past this many that wait for the collector the newest are dropped: a process needs its memory for itself. */
const QUEUE_SPANS = 2_048;
const BATCH_SPANS = 512;
const SEND_EVERY_MS = 2_000;
const DEADLINE_MS = 5_000;
/** A process that drains has more important things to wait for. */
const LAST_CHANCE_MS = 2_000;

export type SpanCount = (outcome: '' | 'export_failed' | 'queue_full', spans: number) => void;

/**
 * Sends what is recorded to the collector at `endpoint` (OTLP over HTTP, JSON), in batches, beside the work: nothing
 * waits for it or fails with it. The answer sends what is left, as far as that is possible in two seconds.
 */
export const exportSpans = (options: {
  readonly endpoint: string;
  readonly ratio: number;
  readonly service: string;
  readonly instance: string;
  readonly count: SpanCount;
}): (() => Promise<void>) => {
  const { endpoint, ratio, service, instance, count } = options;
  const exporter = counted(
    new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: DEADLINE_MS }),
    count,
  );
  const processor = bounded(
    new BatchSpanProcessor({
      exporter: exporter.exporter,
      maxQueueSize: QUEUE_SPANS,
      maxExportBatchSize: BATCH_SPANS,
      scheduledDelayMillis: SEND_EVERY_MS,
      exportTimeoutMillis: DEADLINE_MS,
    }),
    exporter.pending,
    count,
  );
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': instance }),
    // Who begins a trace has decided already.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [processor],
  });
  recordSpans({ tracer: provider.getTracer('fondaco'), ratio });
  return async () => {
    recordSpans(null);
    const sent = provider.shutdown().catch(() => undefined);
    await Promise.race([sent, delay(LAST_CHANCE_MS, undefined, { ref: false })]);
  };
};

/** The library counts neither what fails nor what it drops where Prometheus could see it. */
const counted = (exporter: SpanExporter, count: SpanCount) => {
  const pending = { spans: 0 };
  const wrapped: SpanExporter = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        pending.spans -= spans.length;
        count(result.code === ExportResultCode.SUCCESS ? '' : 'export_failed', spans.length);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
  return { exporter: wrapped, pending };
};

const bounded = (inner: SpanProcessor, pending: { spans: number }, count: SpanCount): SpanProcessor => ({
  onStart: () => undefined,
  onEnd: (span: ReadableSpan) => {
    if (pending.spans >= QUEUE_SPANS) return count('queue_full', 1);
    pending.spans += 1;
    inner.onEnd(span);
  },
  shutdown: () => inner.shutdown(),
  forceFlush: () => inner.forceFlush(),
});
