export {
  aboutAttributes,
  annotate,
  bound,
  currentScope,
  currentTraceparent,
  inScope,
  logFields,
  type Scope,
} from './scope.ts';
export {
  type Attributes,
  beginScope,
  inSpan,
  linkAll,
  nameOf,
  type Span,
  SpanKind,
  type SpanOptions,
  startChild,
  startSpan,
} from './span.ts';
export { formatTraceparent, parseTraceparent, type TraceContext } from './trace-context.ts';
export { startTracing, type TracingSettings } from './tracing.ts';
