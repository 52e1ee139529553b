import type { Quote } from '../order/pricing.ts';

/** Why an order was not placed, with what the customer needs to know to place it after all. */
export type Refusal =
  | Exclude<Quote, { kind: 'quoted' }>
  | { kind: 'quantity-too-large'; skus: string[] }
  | { kind: 'idempotency-key-reused' };

/** An error, because what is thrown rolls the transaction back, and so gives the key back. */
export class OrderRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`order refused: ${refusal.kind}`);
    this.name = 'OrderRefused';
    this.refusal = refusal;
  }
}
