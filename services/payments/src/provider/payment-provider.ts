import type { Money } from '@fondaco/contracts/http/common';

/**
 * What a payment is at the provider, as it is there now. `captured` and `refunded` are what was taken and what
 * of it went back, 0 or more.
 */
export type ProviderPayment = {
  /** The provider's own id of it. */
  readonly id: string;
  /** From the metadata that we gave it; null for a payment that is not ours. */
  readonly attemptId: string | null;
  readonly orderId: string | null;
  /**
   * `processing`: the provider does not know yet either. `action-required`: of the customer, at `actionUrl`.
   * `declined` and `voided` are terminal: nothing is held, and nothing will be.
   */
  readonly state: 'processing' | 'action-required' | 'authorised' | 'captured' | 'declined' | 'voided';
  readonly amount: Money;
  readonly captured: number;
  readonly refunded: number;
  readonly declineReason: DeclineReason | null;
  readonly actionUrl: string | null;
};

export type DeclineReason =
  | 'card-declined'
  | 'insufficient-funds'
  | 'expired-card'
  | 'authentication-failed'
  | 'card-token-invalid';

export type ProviderRefund = { readonly id: string; readonly refundId: string; readonly amount: Money };

/** A provider's notice that something about a payment has changed: a hint to look, never the truth itself. */
export type ProviderNotice = {
  readonly eventId: string;
  readonly type: string;
  /** Null for notices about anything but a payment. */
  readonly paymentId: string | null;
  readonly attemptId: string | null;
  readonly orderId: string | null;
  /** What the notice claims, so that what we know already needs no question. */
  readonly claims: { readonly state: ProviderPayment['state']; readonly amount: Money } | null;
};

/** No answer, or one that says nothing about the outcome: it may have happened. */
export class ProviderUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderUnavailable';
  }
}

/** The provider refuses for good, such as to capture what has lapsed or to refund more than was taken. */
export class ProviderRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderRefused';
    this.code = code;
  }
}

/** A webhook whose signature is wrong, or too old. */
export class WrongSignature extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WrongSignature';
  }
}

/**
 * Somebody who holds and takes customers' money. Every change is idempotent by the key it is given: asked again,
 * the provider answers what came of it the first time. All throw ProviderUnavailable, the changes ProviderRefused.
 */
export type PaymentProvider = {
  readonly name: 'sandbox' | 'stripe';
  /** Holds `amount`; `attemptId` is the key, and goes with `orderId` into the payment's metadata. A decline is an answer. */
  authorise(request: {
    readonly attemptId: string;
    readonly orderId: string;
    readonly amount: Money;
    readonly cardToken: string;
    /** Where the customer comes back to after having confirmed the payment. */
    readonly returnUrl: string;
  }): Promise<ProviderPayment>;
  /**
   * The payment of an attempt whose outcome is not known. Null: the provider never got it, as far as can be told;
   * a request that we gave up may still be on its way, so only `authorise` under the same key settles an attempt.
   */
  find(attemptId: string): Promise<ProviderPayment | null>;
  read(paymentId: string): Promise<ProviderPayment>;
  /** Takes all that is held. */
  capture(paymentId: string, key: string): Promise<ProviderPayment>;
  /** Gives back what is held, or ends what waits for the customer. */
  void(paymentId: string, key: string): Promise<ProviderPayment>;
  refund(request: {
    readonly paymentId: string;
    readonly refundId: string;
    readonly amount: Money;
  }): Promise<ProviderRefund>;
  /** Payments that changed at or after `since`, for the reconciliation; in pages, `next` null on the last. */
  changes(
    since: Date,
    cursor: string | null,
  ): Promise<{ readonly payments: readonly ProviderPayment[]; readonly next: string | null }>;
  /** Throws WrongSignature. `body` are the bytes as they came. */
  readNotice(body: Buffer, headers: Readonly<Record<string, string | undefined>>): ProviderNotice;
};
