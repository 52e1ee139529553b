/** What every party has written down, each in its own record. Amounts in minor units of one currency. */
export type Books = {
  readonly intents: readonly Intent[];
  readonly shipments: readonly Acknowledged[];
  readonly refunds: readonly Acknowledged[];
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly provider: readonly ChargeRow[];
  readonly stock: readonly StockRow[];
  readonly mails: readonly MailRow[];
  /** Messages that no consumer could process. */
  readonly parked: number;
};

/** Something that a shopper wanted once, and what it heard of it. */
export type Intent = {
  readonly customerId: string;
  readonly key: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** By the prices that the shopper saw. */
  readonly totalMinor: number;
  readonly acknowledged: { readonly orderId: string; readonly at: number } | null;
};

/** Something that staff asked for and was told would be done. */
export type Acknowledged = { readonly orderId: string; readonly key: string };

export type OrderRow = {
  readonly orderId: string;
  readonly customerId: string;
  readonly key: string;
  readonly state: string;
  readonly final: boolean;
  readonly totalMinor: number;
  readonly wasConfirmed: boolean;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly shipped: number;
    readonly cancelled: number;
  }[];
  readonly shipments: readonly { readonly key: string; readonly id: string; readonly state: string }[];
  readonly refunds: readonly {
    readonly key: string;
    readonly id: string;
    readonly state: string;
    readonly amountMinor: number;
  }[];
};

export type PaymentRow = {
  readonly orderId: string;
  readonly state: string;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
};

/** A payment in the provider's own record. `heldMinor`: what is authorised and neither taken nor given back. */
export type ChargeRow = {
  readonly orderId: string;
  readonly attemptId: string;
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
};

export type StockRow = {
  readonly sku: string;
  readonly initial: number;
  readonly onHand: number;
  readonly reserved: number;
};

/** How many mails of a kind about an order are in its customer's mailbox. */
export type MailRow = { readonly kind: MailKind; readonly orderId: string; readonly copies: number };
export type MailKind = 'confirmed' | 'rejected' | 'shipped' | 'refunded';
