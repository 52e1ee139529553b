/** What a value is counted in. Names end in it where Prometheus' conventions say so. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'minor units' | 'timestamp' | 'count';

/**
 * One metric. `labels` says of each label all its values, or in words what bounds them: a label that anybody from
 * outside could fill would grow without end. `buckets` are upper bounds, of histograms alone.
 */
export type Metric = {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly unit: Unit;
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[] | string>>;
  readonly buckets?: readonly number[];
};

/** By the name under which the code that creates it knows it. */
export type Metrics = Readonly<Record<string, Metric>>;
