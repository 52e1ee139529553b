import type { HttpCall } from '@fondaco/chassis/service';
import { type Static, type TSchema, Type } from 'typebox';

/** https://prometheus.io/docs/prometheus/latest/querying/api/ */
const answered = <Data extends TSchema>(data: Data) => Type.Object({ status: Type.Literal('success'), data });

const Labels = Type.Record(Type.String(), Type.String());
/** Unix time in seconds, and a number as text: `NaN` and `+Inf` are among them. */
const Sample = Type.Tuple([Type.Number(), Type.String()]);

const Vector = answered(
  Type.Object({
    resultType: Type.Literal('vector'),
    result: Type.Array(Type.Object({ metric: Labels, value: Sample })),
  }),
);
const Matrix = answered(
  Type.Object({
    resultType: Type.Literal('matrix'),
    result: Type.Array(Type.Object({ metric: Labels, values: Type.Array(Sample) })),
  }),
);
const LabelValues = answered(Type.Array(Type.String()));

const PrometheusAlert = Type.Object({
  labels: Labels,
  annotations: Labels,
  state: Type.Union([Type.Literal('firing'), Type.Literal('pending')]),
  activeAt: Type.String(),
});
export type PrometheusAlert = Static<typeof PrometheusAlert>;
const Alerts = answered(Type.Object({ alerts: Type.Array(PrometheusAlert) }));

export type InstantResult = { readonly labels: Readonly<Record<string, string>>; readonly value: number };
export type RangeResult = {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix time in seconds, ascending. Points without a value are left out. */
  readonly points: readonly (readonly [at: number, value: number])[];
};

/** From when to when, in Unix time and whole steps; all in seconds. */
export type Span = { readonly from: number; readonly to: number; readonly step: number };

export type Prometheus = ReturnType<typeof createPrometheus>;

/** Throws UpstreamProblem for an expression that Prometheus refuses, UpstreamUnavailable when it is away. */
export const createPrometheus = (call: HttpCall) => ({
  now: async (query: string): Promise<InstantResult[]> => {
    const { data } = await call({
      method: 'GET',
      path: '/api/v1/query',
      query: { query },
      response: Vector,
    });
    return data.result.map(({ metric, value: [, text] }) => ({ labels: metric, value: Number(text) }));
  },

  over: async (query: string, { from, to, step }: Span): Promise<RangeResult[]> => {
    const { data } = await call({
      method: 'GET',
      path: '/api/v1/query_range',
      query: { query, start: from, end: to, step },
      response: Matrix,
    });
    return data.result.map(({ metric, values }) => ({
      labels: metric,
      points: values.map(([at, text]) => [at, Number(text)] as const),
    }));
  },

  /** Of a label on the series that match, in the order of the alphabet. */
  labelValues: async (label: string, selector: string, since: number): Promise<string[]> => {
    const { data } = await call({
      method: 'GET',
      path: `/api/v1/label/${label}/values`,
      query: { 'match[]': selector, start: since },
      response: LabelValues,
    });
    return data;
  },

  alerts: async (): Promise<PrometheusAlert[]> => {
    const { data } = await call({ method: 'GET', path: '/api/v1/alerts', response: Alerts });
    return data.alerts;
  },
});
