import type { Money } from '@fondaco/contracts/http/common';
import type { Lease } from '../payment/payment.ts';

/**
 * A piece of work that this process holds the lease of. `fresh`: nobody has asked the provider yet. `inputs` when
 * they are at hand, so that they need not be read; a card's token is in them and nowhere else in memory.
 */
export type Work = Lease & {
  readonly orderId: string;
  readonly fresh: boolean;
  /** When the lease ends, of `performance.now()`. */
  readonly leasedUntil: number;
  readonly failures: number;
  readonly inputs?: WorkInputs;
};

export type WorkInputs = {
  /** What is owed; of a refund, what goes back. */
  readonly amount: Money;
  readonly cardToken: string | null;
  readonly providerPaymentId: string | null;
};

/** Longer than a provider takes at its slowest; shorter than anybody likes to wait for a dead replica. */
export const LEASE_SECONDS = 15;

/** When a lease that begins now ends, of `performance.now()`. */
export const leaseEnd = (): number => performance.now() + LEASE_SECONDS * 1_000;

/** Seconds before the next try: 1, 2, 4, 8, then 10 for ever. */
export const backoffSeconds = (failures: number): number => Math.min(2 ** failures, 10);

/** How often a payment that waits for its customer is looked at; a webhook makes it sooner. */
export const CONFIRM_SECONDS = 15;
