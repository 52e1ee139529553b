import type { SpanCount } from './export-spans.ts';

export type TracingSettings = {
  /** Scheme, host and port of the collector. Without one nothing is recorded. */
  readonly OTLP_ENDPOINT?: string | undefined;
  /** Share of the traces that are recorded, from 0 to 1. */
  readonly TRACE_SAMPLE_RATIO: number;
};

/** Records spans if there is a collector to send them to; the answer sends what is left. */
export const startTracing = async (
  settings: TracingSettings,
  process: { readonly service: string; readonly instance: string; readonly count: SpanCount },
): Promise<() => Promise<void>> => {
  const { OTLP_ENDPOINT: endpoint, TRACE_SAMPLE_RATIO: ratio } = settings;
  if (endpoint === undefined) return async () => undefined;
  // The library and its memory are for those who use it.
  const { exportSpans } = await import('./export-spans.ts');
  return exportSpans({ endpoint, ratio, ...process });
};
