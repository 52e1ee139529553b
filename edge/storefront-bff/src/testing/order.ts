/** An order as Orders answers it. */
export const order = {
  orderId: '019ab0aa-1234-7000-8000-0000000000aa',
  state: 'pending',
  final: false,
  reference: null,
  delivery: { country: 'United Kingdom' },
  lines: [
    {
      sku: '71053',
      name: 'WHITE METAL LANTERN',
      quantity: 2,
      unitPrice: { amountMinor: 375, currency: 'GBP' },
      total: { amountMinor: 750, currency: 'GBP' },
    },
  ],
  total: { amountMinor: 750, currency: 'GBP' },
  shortages: [],
  timeline: [{ state: 'pending', cause: 'request', at: '2026-11-23T12:00:00Z' }],
  placedAt: '2026-11-23T12:00:00Z',
};

/** The checkout that leads to it. */
export const checkout = {
  lines: [{ sku: '71053', quantity: 2 }],
  country: 'United Kingdom',
  expectedTotal: { amountMinor: 750, currency: 'GBP' },
};
