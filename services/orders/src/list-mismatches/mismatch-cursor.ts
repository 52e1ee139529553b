import type { MismatchPosition } from '../mismatch/mismatch-store.ts';

/** PostgreSQL's own text of the time, which has more digits than a Date. */
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const encodePosition = ({ firstSeenAt, orderId, kind }: MismatchPosition): string =>
  Buffer.from(JSON.stringify([firstSeenAt, orderId, kind])).toString('base64url');

/** Null for what `encodePosition` did not make. */
export const decodePosition = (cursor: string): MismatchPosition | null => {
  const [firstSeenAt, orderId, kind] = parts(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (typeof firstSeenAt !== 'string' || typeof orderId !== 'string' || typeof kind !== 'string') return null;
  const position = { firstSeenAt, orderId, kind };
  const wellFormed = TIME.test(firstSeenAt) && ID.test(orderId) && encodePosition(position) === cursor;
  return wellFormed ? position : null;
};

const parts = (text: string): unknown[] => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
};
