import {
  type Attributes,
  type Span as RecordedSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { currentScope, inScope, type Scope } from './scope.ts';
import { type TraceContext, unsampledTrace } from './trace-context.ts';

export type { Attributes };
export { SpanKind };

/** One step of a sampled trace. */
export type Span = {
  readonly trace: TraceContext;
  /** Says which other steps share what this one does. */
  link(others: readonly TraceContext[]): void;
  /** `error`: what kind of failure, by a word of few; never its message, which may quote anything. */
  end(result?: { readonly error?: string | undefined; readonly attributes?: Attributes }): void;
};

export type SpanOptions = {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
};

/** What records spans: nothing until the process has somewhere to send them. */
let recorder: { readonly tracer: Tracer; readonly ratio: number } | null = null;

/** From now on one in `1 / ratio` new traces is recorded, and whatever a caller has begun to. */
export const recordSpans = (to: typeof recorder): void => {
  recorder = to;
};

/** A step in the current trace; null when it is not recorded, or when there is none. */
export const startSpan = (name: string, options: SpanOptions = {}): Span | null => {
  const scope = currentScope();
  return scope?.trace.sampled ? startChild(scope.trace, name, options) : null;
};

/** A step in the trace that came along with a request or a message. */
export const startChild = (parent: TraceContext, name: string, options: SpanOptions = {}): Span | null => {
  if (recorder === null || !parent.sampled) return null;
  const context = trace.setSpanContext(ROOT_CONTEXT, toOtel(parent, true));
  return spanOf(recorder.tracer.startSpan(name, toOptions(options), context));
};

/**
 * The scope of a request or message, and its span when it is recorded. Without a parent it begins a trace, and
 * whether that is recorded is decided here, once for all that follows.
 */
export const beginScope = (
  parent: TraceContext | null,
  name: string,
  options: SpanOptions = {},
): { readonly scope: Scope; readonly span: Span | null } => {
  const span =
    parent !== null
      ? startChild(parent, name, options)
      : recorder !== null && Math.random() < recorder.ratio
        ? spanOf(recorder.tracer.startSpan(name, { ...toOptions(options), root: true }, ROOT_CONTEXT))
        : null;
  return { scope: { trace: span?.trace ?? parent ?? unsampledTrace(), about: {} }, span };
};

/** Runs `work` as a step of the current trace; what it throws is the step's failure. */
export const inSpan = async <T>(
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
  errorOf: (error: unknown) => string = nameOf,
): Promise<T> => {
  const scope = currentScope();
  const span = scope === undefined ? null : startSpan(name, options);
  if (scope === undefined || span === null) return work();
  try {
    const result = await inScope({ trace: span.trace, about: scope.about }, work);
    span.end();
    return result;
  } catch (error) {
    span.end({ error: errorOf(error) });
    throw error;
  }
};

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

const toOptions = ({ kind = SpanKind.INTERNAL, attributes = {} }: SpanOptions) => ({ kind, attributes });

/** Each step is told of the others that share a transaction with it. */
export const linkAll = (spans: readonly (Span | null)[]): void => {
  const recorded = spans.filter((span) => span !== null);
  for (const span of recorded) {
    const others = recorded.filter((other) => other !== span);
    if (others.length > 0) span.link(others.map(({ trace }) => trace));
  }
};

const toOtel = ({ traceId, spanId, sampled }: TraceContext, isRemote: boolean) => ({
  traceId,
  spanId,
  traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote,
});

const spanOf = (recorded: RecordedSpan): Span => {
  const { traceId, spanId } = recorded.spanContext();
  return {
    trace: { traceId, spanId, sampled: true },
    link: (others) => void recorded.addLinks(others.map((other) => ({ context: toOtel(other, true) }))),
    end: ({ error, attributes } = {}) => {
      if (attributes !== undefined) recorded.setAttributes(attributes);
      if (error !== undefined) {
        recorded.setAttribute('error.type', error);
        recorded.setStatus({ code: SpanStatusCode.ERROR });
      }
      recorded.end();
    },
  };
};
