import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedOffers } from './product.ts';

const offer = { sku: 'A', name: 'Lamp', priceMinor: 210, currency: 'GBP' };
const stored = [{ ...offer, productId: 'p' }];

test('an offer that says what is stored changes nothing', () => {
  assert.deepEqual(changedOffers([offer], stored), []);
});

test('another name, price or currency is a change of the product that has the SKU', () => {
  for (const change of [{ name: 'LAMP' }, { priceMinor: 211 }, { currency: 'EUR' }]) {
    assert.deepEqual(changedOffers([{ ...offer, ...change }], stored), [
      { ...offer, ...change, productId: 'p' },
    ]);
  }
});

test('an offer of an unknown SKU changes nothing', () => {
  assert.deepEqual(changedOffers([{ ...offer, sku: 'B' }], stored), []);
});
