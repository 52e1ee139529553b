import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addUpLines, decideReservation } from './reservation.ts';

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

test('lines of the same SKU are added up', () => {
  const lines = [
    { sku: 'A', quantity: 1 },
    { sku: 'B', quantity: 2 },
    { sku: 'A', quantity: 3 },
  ];
  assert.deepEqual(addUpLines(lines), [
    { sku: 'A', quantity: 4 },
    { sku: 'B', quantity: 2 },
  ]);
});
