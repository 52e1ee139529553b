/** What templates read of an event's data. It was held to the event's schema when it came in. */
type Money = { readonly amountMinor: number; readonly currency: string };
type NamedLine = { readonly sku: string; readonly name: string; readonly quantity: number };

export type Delivery = {
  readonly name: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postcode?: string;
  readonly city: string;
  readonly country: string;
};

type OrderData = { readonly orderId: string; readonly recipient: { readonly name: string } };

export type ConfirmedData = OrderData & {
  readonly lines: readonly (NamedLine & { readonly total: Money })[];
  readonly total: Money;
  readonly delivery: Delivery;
  readonly confirmedAt: string;
};

export type RejectedData = OrderData & {
  readonly shortages: readonly { readonly sku: string; readonly available: number }[];
  readonly lines: readonly NamedLine[];
};

export type ShippedData = OrderData & {
  readonly lines: readonly NamedLine[];
  readonly carrier?: string;
  readonly trackingCode?: string;
  readonly complete: boolean;
  readonly delivery: Delivery;
  readonly shippedAt: string;
};

export type RefundedData = OrderData & {
  readonly amount: Money;
  readonly lines: readonly NamedLine[];
  readonly complete: boolean;
};
