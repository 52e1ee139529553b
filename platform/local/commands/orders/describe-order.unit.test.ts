import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeOrder, money } from './describe-order.ts';
import { partlyShipped } from './order-for-tests.ts';

test('an order is read from top to bottom: where it stands, what is in it, how it came there', () => {
  assert.equal(
    describeOrder(partlyShipped),
    [
      'Order 0199f3a0-0000-7000-8000-000000000001 is partly-shipped.',
      '',
      '  placed         2026-11-23 12:00:00Z',
      '  reference      536365',
      '  e-mail         ada@shopper.example (de)',
      '  delivery       Ada Shopper, 1 High Street, N1 London, GB',
      '  total          7.50 GBP',
      '',
      '  SKU    QUANTITY  SHIPPED  CANCELLED  REFUNDED  UNIT PRICE  TOTAL     NAME',
      '  MUG-1  3         2        0          0         2.50 GBP    7.50 GBP  Blue mug',
      '',
      'Shipments:',
      '  2026-11-23 12:02:00Z  shipped  2 × MUG-1  Post, T1',
      '',
      'Timeline:',
      '  2026-11-23 12:00:00Z  pending   placed (customer)',
      '  2026-11-23 12:01:00Z  reserved  payment-declined (system)  card-declined',
    ].join('\n'),
  );
});

test('until when it can be paid is said while it waits for that', () => {
  assert.match(
    describeOrder({ ...partlyShipped, state: 'reserved' }),
    /to be paid by {2}2026-11-23 12:30:00Z/,
  );
});

test('amounts have the digits of their currency', () => {
  assert.equal(money({ amountMinor: 1205, currency: 'EUR' }), '12.05 EUR');
  assert.equal(money({ amountMinor: 1205, currency: 'JPY' }), '1205 JPY');
});
