import { randomUUID } from 'node:crypto';

/** Where in which trace something happens. `sampled`: whether its spans are recorded. W3C Trace Context. */
export type TraceContext = {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  readonly sampled: boolean;
};

/** Version 00, and what later versions must begin with. https://www.w3.org/TR/trace-context/ */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 1;

/** Null for whatever is not one. */
export const parseTraceparent = (text: unknown): TraceContext | null => {
  if (typeof text !== 'string' || text.length > 200) return null;
  const [, traceId, spanId, flags, more] = TRACEPARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (text.startsWith('00') && more !== undefined) return null;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
};

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** A trace of which nothing is recorded: its id is in the log lines all the same. */
export const unsampledTrace = (): TraceContext => {
  // Node.js keeps random bytes ready for these.
  const traceId = randomUUID().replaceAll('-', '');
  // Of a span that nobody will ever see: random bytes of its own would be wasted on it.
  return { traceId, spanId: traceId.slice(16), sampled: false };
};
