import { Counter, Gauge, Histogram, type LabelValues, Registry } from '@prometheus-io/client';
import { DURATION_BUCKETS, type Metrics } from './metrics.ts';

/** One metric, as a list of metrics has it. Of `labels` the names count: what their values may be is for the list. */
export type MetricDefinition<Label extends string = string> = {
  readonly name: string;
  readonly help: string;
  readonly labels: Readonly<Record<Label, unknown>>;
  readonly buckets?: readonly number[];
};

/** The process's counter of this name; whoever asks first makes it. */
export const createCounter = <Label extends string>(
  metrics: Metrics,
  definition: MetricDefinition<Label>,
): Counter<Label> =>
  known<Counter<Label>>(metrics, definition) ?? new Counter(toOptions(metrics, definition));

/** The process's gauge of this name. `collect` sets it when somebody looks. */
export const createGauge = <Label extends string>(
  metrics: Metrics,
  definition: MetricDefinition<Label>,
  collect?: (gauge: Gauge<Label>) => void,
): Gauge<Label> =>
  known<Gauge<Label>>(metrics, definition) ??
  new Gauge({
    ...toOptions(metrics, definition),
    ...(collect !== undefined && {
      collect() {
        collect(this);
      },
    }),
  });

/** The process's histogram of this name. */
export const createHistogram = <Label extends string>(
  metrics: Metrics,
  definition: MetricDefinition<Label>,
): Histogram<Label> =>
  known<Histogram<Label>>(metrics, definition) ??
  new Histogram({ ...toOptions(metrics, definition), buckets: bucketsOf(definition) });

/** Observes seconds, and with them the trace that they were spent in, so that a slow one can be looked at. */
export type ObserveSeconds<Label extends string> = (
  labels: LabelValues<Label>,
  seconds: number,
  traceId?: string,
) => void;

/** The process's histogram of this name, whose samples take traces along as far as the registry can show them. */
export const createTracedHistogram = <Label extends string>(
  metrics: Metrics,
  definition: MetricDefinition<Label>,
): ObserveSeconds<Label> => {
  const enableExemplars = metrics.contentType === Registry.OPENMETRICS_CONTENT_TYPE;
  const histogram =
    known<Histogram<Label>>(metrics, definition) ??
    new Histogram({ ...toOptions(metrics, definition), buckets: bucketsOf(definition), enableExemplars });
  if (!enableExemplars) return (labels, seconds) => histogram.observe(labels, seconds);
  return (labels, value, traceId) =>
    histogram.observe({
      labels,
      value,
      ...(traceId !== undefined && { exemplarLabels: { trace_id: traceId } as never }),
    });
};

const bucketsOf = ({ buckets }: MetricDefinition): number[] => [...(buckets ?? DURATION_BUCKETS)];

const known = <M>(metrics: Metrics, { name }: MetricDefinition): M | undefined =>
  metrics.getSingleMetric(name) as M | undefined;

const toOptions = <Label extends string>(metrics: Metrics, definition: MetricDefinition<Label>) => ({
  name: definition.name,
  help: definition.help,
  labelNames: Object.keys(definition.labels) as Label[],
  registers: [metrics],
});
