import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answerAgain,
  beyondReserved,
  decideReservation,
  describeLines,
  normalLines,
  openLines,
  type Reservation,
  stateOf,
  without,
} from './reservation.ts';

const stock = [
  { sku: 'A', onHand: 10, reserved: 4 },
  { sku: 'B', onHand: 1, reserved: 0 },
];

test('an order is accepted when all of every line is available', () => {
  const lines = [
    { sku: 'A', quantity: 6 },
    { sku: 'B', quantity: 1 },
  ];
  assert.deepEqual(decideReservation(lines, stock), { outcome: 'accepted', lines });
});

test('an order is refused as a whole, naming every line that lacks something and no other', () => {
  const lines = [
    { sku: 'A', quantity: 7 },
    { sku: 'B', quantity: 1 },
    { sku: 'C', quantity: 1 },
  ];
  assert.deepEqual(decideReservation(lines, stock), {
    outcome: 'refused',
    shortages: [
      { sku: 'A', requested: 7, available: 6 },
      { sku: 'C', requested: 1, available: 0 },
    ],
  });
});

test('lines of the same SKU, however it is written, are added up', () => {
  const lines = [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 },
    { sku: 'a', quantity: 3 },
  ];
  assert.deepEqual(normalLines(lines), [
    { sku: 'A', quantity: 4 },
    { sku: 'B', quantity: 2 },
  ]);
});

const reserved = (change: Partial<Reservation> = {}): Reservation => ({
  orderId: 'order',
  outcome: 'accepted',
  cancelled: false,
  shortages: [],
  lines: [
    { sku: 'A', quantity: 5, shipped: 2, released: 1 },
    { sku: 'B', quantity: 1, shipped: 0, released: 1 },
  ],
  ...change,
});

test('a reservation is open as long as units of it are neither shipped nor back', () => {
  assert.equal(stateOf(reserved()), 'open');
  assert.deepEqual(openLines(reserved()), [{ sku: 'A', quantity: 2 }]);
  const ended = without(reserved(), [{ sku: 'A', quantity: 2 }], 'shipped');
  assert.equal(stateOf(ended), 'ended');
  assert.deepEqual(ended.lines[0], { sku: 'A', quantity: 5, shipped: 4, released: 1 });
  assert.equal(stateOf(reserved({ outcome: 'refused', lines: [] })), 'refused');
});

test('an order that asks again is told what was reserved at first, unless it was cancelled', () => {
  assert.deepEqual(answerAgain(reserved()), {
    outcome: 'accepted',
    lines: [
      { sku: 'A', quantity: 5 },
      { sku: 'B', quantity: 1 },
    ],
  });
  assert.deepEqual(answerAgain(reserved({ cancelled: true })), { outcome: 'refused', shortages: [] });
});

test('only what is open can ship or come back', () => {
  assert.deepEqual(beyondReserved(reserved(), [{ sku: 'A', quantity: 2 }]), []);
  const beyond = [
    { sku: 'A', quantity: 3 },
    { sku: 'B', quantity: 1 },
    { sku: 'C', quantity: 1 },
  ];
  assert.deepEqual(beyondReserved(reserved(), beyond), beyond);
  assert.deepEqual(beyondReserved(undefined, beyond), beyond);
  assert.equal(describeLines(beyond), '3 × A, 1 × B, 1 × C');
});
