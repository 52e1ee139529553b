import type { PaymentProvider, ProviderPayment } from '../payment-provider.ts';

export type SignedNotice = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

/** What a test needs of a provider beside the adapter: its cards, its customers, its bad days. */
export type Harness = {
  readonly provider: PaymentProvider & { close(): Promise<void> };
  readonly cards: Readonly<
    Record<
      | 'good'
      | 'declined'
      | 'insufficientFunds'
      | 'expired'
      | 'asksCustomer'
      | 'unknown'
      | 'captureFails'
      | 'refundFails',
      string
    >
  >;
  /** What the customer says when the payment asks for it. */
  settle(payment: ProviderPayment, confirmed: boolean): Promise<void>;
  /** The work is done and the answer lost; no answer at all; as it should be. */
  misbehave(how: 'loses-answers' | 'unavailable' | 'no'): Promise<void>;
  /** The newest webhook about this payment, signed as the provider does. */
  notice(payment: ProviderPayment): Promise<SignedNotice>;
  sign(body: Buffer, secret: string, at: Date): SignedNotice;
  readonly webhookSecret: string;
  stop(): Promise<void>;
};
