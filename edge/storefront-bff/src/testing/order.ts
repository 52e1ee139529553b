import type { Order } from '@fondaco/contracts/http/orders';
import type { Payment } from '@fondaco/contracts/http/payments';
import type { CheckoutRequest } from '@fondaco/contracts/http/storefront-bff';

const delivery = {
  name: 'Ada Shopper',
  line1: '7 Quay Street',
  postcode: 'BS1 4DJ',
  city: 'Bristol',
  country: 'United Kingdom',
};

/** An order as Orders answers it. */
export const order: Order = {
  orderId: '019ab0aa-1234-7000-8000-0000000000aa',
  state: 'pending',
  final: false,
  reference: null,
  email: 'ada@example.org',
  language: 'en',
  delivery,
  lines: [
    {
      sku: '71053',
      name: 'WHITE METAL LANTERN',
      quantity: 2,
      unitPrice: { amountMinor: 375, currency: 'GBP' },
      total: { amountMinor: 750, currency: 'GBP' },
      shipped: 0,
      cancelled: 0,
      refunded: 0,
    },
  ],
  total: { amountMinor: 750, currency: 'GBP' },
  paymentDeadline: '2026-11-23T12:30:00Z',
  cancellable: true,
  shipments: [],
  refunds: [],
  shortages: [],
  timeline: [
    {
      seq: 1,
      state: 'pending',
      cause: 'request',
      actor: 'customer',
      detail: null,
      at: '2026-11-23T12:00:00Z',
    },
  ],
  placedAt: '2026-11-23T12:00:00Z',
};

/** The checkout that leads to it. */
export const checkout: CheckoutRequest = {
  lines: [{ sku: '71053', quantity: 2 }],
  email: 'ada@example.org',
  language: 'en',
  delivery,
  expectedTotal: { amountMinor: 750, currency: 'GBP' },
};

const attempt = (attemptId: string, rest: Partial<Payment['attempts'][number]>) => ({
  attemptId,
  orderId: order.orderId,
  state: 'processing' as const,
  failure: null,
  actionUrl: null,
  createdAt: '2026-11-23T12:01:00Z',
  ...rest,
});

/** Its payment as Payments answers it: the first try was declined, another is under way. */
export const payment: Payment = {
  orderId: order.orderId,
  state: 'due',
  amount: order.total,
  captured: { amountMinor: 0, currency: 'GBP' },
  refunded: { amountMinor: 0, currency: 'GBP' },
  deadline: order.paymentDeadline,
  attempts: [
    attempt('019ab0aa-1234-7000-8000-0000000000b1', { state: 'declined', failure: 'card-declined' }),
    attempt('019ab0aa-1234-7000-8000-0000000000b2', {}),
  ],
};
