import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Books, ChargeRow, Intent, OrderRow } from './books.ts';
import { compareBooks, VERDICTS, type Verdict } from './compare.ts';

const intent: Intent = {
  customerId: 'c',
  key: 'k',
  lines: [{ sku: 'A', quantity: 3 }],
  totalMinor: 300,
  acknowledged: { orderId: 'o', at: 0 },
};
const order: OrderRow = {
  orderId: 'o',
  customerId: 'c',
  key: 'k',
  state: 'partly-shipped',
  final: true,
  totalMinor: 300,
  wasConfirmed: true,
  lines: [{ sku: 'A', quantity: 3, shipped: 1, cancelled: 1 }],
  shipments: [{ key: 's', id: 'ship', state: 'shipped' }],
  refunds: [{ key: 'r', id: 'back', state: 'refunded', amountMinor: 100 }],
};
const charge: ChargeRow = {
  orderId: 'o',
  attemptId: 'a',
  heldMinor: 0,
  capturedMinor: 300,
  refundedMinor: 100,
};

/** One order of three units: one has shipped, one was refunded, one is still to come. */
const good: Books = {
  intents: [intent],
  shipments: [{ orderId: 'o', key: 's' }],
  refunds: [{ orderId: 'o', key: 'r' }],
  orders: [order],
  payments: [{ orderId: 'o', state: 'captured', capturedMinor: 300, refundedMinor: 100 }],
  provider: [charge],
  stock: [{ sku: 'A', initial: 10, onHand: 9, reserved: 1 }],
  mails: [
    { kind: 'confirmed', orderId: 'o', copies: 1 },
    { kind: 'shipped', orderId: 'o', copies: 1 },
    { kind: 'refunded', orderId: 'o', copies: 1 },
  ],
  parked: 0,
};

/** The verdicts that found something. */
const found = (books: Books): Verdict[] => {
  const findings = compareBooks(books);
  return VERDICTS.filter((verdict) => findings[verdict].length > 0);
};

test('books that agree are found to be in order', () => {
  assert.deepEqual(found(good), []);
});

const wrong: [string, Books, Verdict[]][] = [
  [
    'an acknowledged order that nobody has',
    { ...good, intents: [intent, { ...intent, key: 'x', acknowledged: { orderId: 'p', at: 0 } }] },
    ['lost'],
  ],
  [
    'an order over another total',
    { ...good, orders: [{ ...order, totalMinor: 299 }] },
    ['lost', 'overcharged'],
  ],
  [
    'an order of other lines',
    { ...good, intents: [{ ...intent, lines: [{ sku: 'A', quantity: 2 }] }] },
    ['lost'],
  ],
  [
    'a shipment that was acknowledged and forgotten',
    { ...good, shipments: [{ orderId: 'o', key: 'other' }] },
    ['lost'],
  ],
  [
    'a refund that never ends',
    {
      ...good,
      orders: [{ ...order, refunds: [{ key: 'r', id: 'back', state: 'requested', amountMinor: 100 }] }],
    },
    ['lost', 'overcharged', 'mailsDoubled'],
  ],
  [
    'two orders for one key',
    {
      ...good,
      orders: [
        order,
        {
          ...order,
          orderId: 'p',
          state: 'cancelled',
          wasConfirmed: false,
          lines: [],
          shipments: [],
          refunds: [],
        },
      ],
    },
    ['doubled'],
  ],
  ['an order that nobody wanted', { ...good, intents: [] }, ['doubled']],
  [
    'a second hold on the card',
    {
      ...good,
      provider: [charge, { ...charge, attemptId: 'b', heldMinor: 300, capturedMinor: 0, refundedMinor: 0 }],
    },
    ['overcharged'],
  ],
  [
    'more taken than owed',
    { ...good, provider: [{ ...charge, capturedMinor: 301 }] },
    ['overcharged', 'unpaid'],
  ],
  [
    'a refund that was carried out twice',
    { ...good, provider: [{ ...charge, refundedMinor: 200 }] },
    ['overcharged', 'unpaid'],
  ],
  [
    'a charge for no order',
    { ...good, provider: [charge, { ...charge, orderId: 'p', refundedMinor: 0 }] },
    ['overcharged'],
  ],
  [
    'money held for a cancelled order',
    {
      ...good,
      orders: [{ ...order, state: 'cancelled', lines: [], shipments: [], refunds: [] }],
      intents: [{ ...intent, lines: [] }],
      shipments: [],
      refunds: [],
      provider: [{ ...charge, heldMinor: 300, capturedMinor: 0, refundedMinor: 0 }],
      stock: [],
      mails: good.mails.slice(0, 1),
    },
    ['overcharged'],
  ],
  ['a confirmed order without money', { ...good, provider: [] }, ['unpaid']],
  [
    'more sold than there was',
    { ...good, stock: [{ sku: 'A', initial: 1, onHand: 0, reserved: 1 }] },
    ['oversold'],
  ],
  [
    'units that were shipped and are still on hand',
    { ...good, stock: [{ sku: 'A', initial: 10, onHand: 10, reserved: 1 }] },
    ['oversold'],
  ],
  [
    'a reservation that leads nowhere',
    { ...good, stock: [{ sku: 'A', initial: 10, onHand: 9, reserved: 2 }] },
    ['oversold'],
  ],
  ['an order without an end', { ...good, orders: [{ ...order, final: false }] }, ['stuck']],
  ['a parked message', { ...good, parked: 1 }, ['parked']],
  ['a mail that did not come', { ...good, mails: good.mails.slice(1) }, ['mailsMissing']],
  [
    'a mail that came twice',
    { ...good, mails: good.mails.map((mail) => ({ ...mail, copies: 2 })) },
    ['mailsDoubled'],
  ],
];
for (const [what, books, verdicts] of wrong) {
  test(`found: ${what}`, () => {
    assert.deepEqual(found(books), verdicts);
  });
}
