import type { PlaceOrder } from '@fondaco/contracts/http/orders';
import { canonicalHash } from '../canonical-hash.ts';
import { mergeLines } from '../order/pricing.ts';

/**
 * SHA-256 of what a request asks for. Two bodies that ask for the same have the same hash, whatever the
 * order of their members and lines or the case of their SKUs.
 */
export const bodyHash = (body: PlaceOrder): Buffer =>
  canonicalHash({ ...body, lines: mergeLines(body.lines) });
