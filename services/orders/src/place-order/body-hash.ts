import { createHash } from 'node:crypto';
import type { PlaceOrder } from '@fondaco/contracts/http/orders';
import { mergeLines } from '../order/order.ts';

/**
 * SHA-256 of what a request asks for. Two bodies that ask for the same have the same hash, whatever the
 * order of their members and lines or the case of their SKUs.
 */
export const bodyHash = (body: PlaceOrder): Buffer =>
  createHash('sha256')
    .update(canonicalJson({ ...body, lines: mergeLines(body.lines) }))
    .digest();

/** JSON with the members of every object in the order of their names (as RFC 8785 has it). */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
