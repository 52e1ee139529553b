import { redact } from '../../service/index.ts';
import { ERASED, erasePersonalData, MASKED, maskPersonalData } from './personal-data.ts';

/** The data of a message; undefined when it is not JSON. */
export const dataOf = (payload: Buffer | null): unknown => {
  try {
    return JSON.parse(payload?.toString() ?? '');
  } catch {
    return undefined;
  }
};

/** Shorter ones could be part of any word. */
const SHORTEST_QUOTED = 3;

/**
 * A reason without the personal data of its message: errors like to quote what they could not take, and reasons
 * are kept for longer than messages.
 */
export const maskQuoted = (reason: string, payload: Buffer | null): string =>
  without(reason, payload, maskPersonalData, MASKED);

/** As `maskQuoted`, when the person is erased. */
export const eraseQuoted = (reason: string, payload: Buffer | null): string =>
  without(reason, payload, erasePersonalData, ERASED);

const without = (
  reason: string,
  payload: Buffer | null,
  treat: (data: unknown) => unknown,
  mark: string,
): string => {
  const data = dataOf(payload);
  const lost = textsLost(data, treat(data)).toSorted((a, b) => b.length - a.length);
  return String(redact(lost.reduce((text, quoted) => text.replaceAll(quoted, mark), reason)));
};

const textsLost = (before: unknown, after: unknown): string[] => {
  if (typeof before === 'string') return before === after || before.length < SHORTEST_QUOTED ? [] : [before];
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) return [];
  const kept = after as Readonly<Record<string, unknown>>;
  return Object.entries(before).flatMap(([name, inner]) => textsLost(inner, kept[name]));
};
