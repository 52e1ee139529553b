import { MAX_QUANTITY as CONTRACT_MAX_QUANTITY } from '@fondaco/contracts/http/orders';
import { BasketRequest } from '@fondaco/contracts/http/storefront-bff';
import { expect, test } from 'vitest';
import {
  addToBasket,
  type Basket,
  countPieces,
  MAX_LINES,
  MAX_QUANTITY,
  quantityFrom,
  readBasket,
  removeFromBasket,
  setQuantity,
  withoutOrdered,
} from './basket.ts';

const basket: Basket = [
  { sku: 'A1', quantity: 2 },
  { sku: 'B2', quantity: 1 },
];

test('a new product becomes a line, a known one adds to its line', () => {
  expect(addToBasket(basket, 'C3', 4)).toEqual([...basket, { sku: 'C3', quantity: 4 }]);
  expect(addToBasket(basket, 'A1', 4)[0]).toEqual({ sku: 'A1', quantity: 6 });
});

test('a line never holds more than one order takes', () => {
  expect(addToBasket(basket, 'A1', MAX_QUANTITY)[0]?.quantity).toBe(MAX_QUANTITY);
  expect(setQuantity(basket, 'A1', MAX_QUANTITY + 1)[0]?.quantity).toBe(MAX_QUANTITY);
});

test('a full basket takes more of what is in it, and nothing new', () => {
  const full = Array.from({ length: MAX_LINES }, (_, at) => ({ sku: `S${at}`, quantity: 1 }));
  expect(addToBasket(full, 'NEW', 1)).toEqual(full);
  expect(addToBasket(full, 'S0', 1)[0]?.quantity).toBe(2);
});

test('the limits are those of the contract', () => {
  expect(MAX_QUANTITY).toBe(CONTRACT_MAX_QUANTITY);
  expect(BasketRequest.properties.lines).toMatchObject({ maxItems: MAX_LINES });
});

test('quantities are set and lines removed by SKU', () => {
  expect(setQuantity(basket, 'B2', 9)).toEqual([
    { sku: 'A1', quantity: 2 },
    { sku: 'B2', quantity: 9 },
  ]);
  expect(removeFromBasket(basket, ['A1', 'NONE'])).toEqual([{ sku: 'B2', quantity: 1 }]);
  expect(countPieces(basket)).toBe(3);
});

test('an order takes out of the basket what it holds, and leaves what came in since', () => {
  const since = addToBasket(addToBasket(basket, 'A1', 3), 'C3', 1);
  expect(withoutOrdered(since, basket)).toEqual([
    { sku: 'A1', quantity: 3 },
    { sku: 'C3', quantity: 1 },
  ]);
});

test.each([
  ['1', 1],
  [' 12 ', 12],
  ['100000', 100_000],
  ['0', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['100001', null],
  ['', null],
  ['many', null],
])('what is typed as %j is the quantity %j', (typed, quantity) => {
  expect(quantityFrom(typed)).toBe(quantity);
});

test('a stored basket is taken up without what makes no sense in it', () => {
  expect(readBasket(JSON.stringify(basket))).toEqual(basket);
  expect(readBasket(null)).toEqual([]);
  expect(readBasket('{')).toEqual([]);
  expect(readBasket('{"sku":"A1"}')).toEqual([]);
  expect(
    readBasket(
      JSON.stringify([
        null,
        { sku: 'A1', quantity: 1 },
        { sku: 'A1', quantity: 2 },
        { sku: 'B2', quantity: 0 },
        { sku: '', quantity: 1 },
        { sku: 'C3', quantity: '1' },
      ]),
    ),
  ).toEqual([{ sku: 'A1', quantity: 3 }]);
});
