import type { Beginning } from '../payment/paying.ts';

export type Refusal = Exclude<Beginning, 'waiting' | 'processing'> | 'idempotency-key-reused';

/** An error, because what is thrown rolls the transaction back. */
export class AttemptRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`attempt refused: ${refusal}`);
    this.name = 'AttemptRefused';
    this.refusal = refusal;
  }
}
