import type { Order } from '@fondaco/contracts/http/orders';

const pounds = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

export const partlyShipped: Order = {
  orderId: '0199f3a0-0000-7000-8000-000000000001',
  state: 'partly-shipped',
  final: true,
  reference: '536365',
  email: 'ada@shopper.example',
  language: 'de',
  delivery: { name: 'Ada Shopper', line1: '1 High Street', postcode: 'N1', city: 'London', country: 'GB' },
  lines: [
    {
      sku: 'MUG-1',
      name: 'Blue mug',
      quantity: 3,
      unitPrice: pounds(250),
      total: pounds(750),
      shipped: 2,
      cancelled: 0,
      refunded: 0,
    },
  ],
  total: pounds(750),
  paymentDeadline: '2026-11-23T12:30:00.000Z',
  cancellable: false,
  shipments: [
    {
      shipmentId: '0199f3a0-0000-7000-8000-000000000002',
      state: 'shipped',
      lines: [{ sku: 'MUG-1', quantity: 2 }],
      carrier: 'Post',
      trackingCode: 'T1',
      reason: null,
      at: '2026-11-23T12:02:00.000Z',
    },
  ],
  refunds: [],
  shortages: [],
  timeline: [
    {
      seq: 1,
      state: 'pending',
      cause: 'placed',
      actor: 'customer',
      detail: null,
      at: '2026-11-23T12:00:00.000Z',
    },
    {
      seq: 2,
      state: 'reserved',
      cause: 'payment-declined',
      actor: 'system',
      detail: 'card-declined',
      at: '2026-11-23T12:01:00.000Z',
    },
  ],
  placedAt: '2026-11-23T12:00:00.000Z',
};
