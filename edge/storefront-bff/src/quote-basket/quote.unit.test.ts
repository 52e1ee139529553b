import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { quoteBasket } from './quote.ts';

const product = (sku: string, amountMinor: number, rest: Partial<ProductSnapshot> = {}): ProductSnapshot => ({
  productId: '019ab0aa-1234-7000-8000-000000000001',
  version: 1,
  slug: sku.toLowerCase(),
  name: `NAME OF ${sku}`,
  status: 'active',
  variants: [{ sku, price: { amountMinor, currency: 'GBP' } }],
  ...rest,
});

test('a quote prices every line and adds them up', () => {
  const lines = [
    { sku: 'A1', quantity: 2 },
    { sku: 'B2', quantity: 3 },
  ];
  assert.deepEqual(quoteBasket(lines, [product('A1', 150), product('B2', 7)]), {
    lines: [
      {
        sku: 'A1',
        name: 'NAME OF A1',
        quantity: 2,
        unitPrice: { amountMinor: 150, currency: 'GBP' },
        total: { amountMinor: 300, currency: 'GBP' },
      },
      {
        sku: 'B2',
        name: 'NAME OF B2',
        quantity: 3,
        unitPrice: { amountMinor: 7, currency: 'GBP' },
        total: { amountMinor: 21, currency: 'GBP' },
      },
    ],
    total: { amountMinor: 321, currency: 'GBP' },
    unavailable: [],
  });
});

test('lines of one SKU in upper and lower case are one line', () => {
  const lines = [
    { sku: 'a1', quantity: 2 },
    { sku: 'A1', quantity: 3 },
  ];
  const quote = quoteBasket(lines, [product('A1', 100)]);
  assert.ok(typeof quote === 'object');
  assert.deepEqual(
    quote.lines.map(({ sku, quantity }) => ({ sku, quantity })),
    [{ sku: 'A1', quantity: 5 }],
  );
});

test('what is unknown or archived is unavailable and costs nothing', () => {
  const lines = [
    { sku: 'A1', quantity: 1 },
    { sku: 'GONE', quantity: 1 },
    { sku: 'OLD', quantity: 1 },
  ];
  const quote = quoteBasket(lines, [product('A1', 100), product('OLD', 900, { status: 'archived' })]);
  assert.ok(typeof quote === 'object');
  assert.deepEqual(quote.unavailable, ['GONE', 'OLD']);
  assert.deepEqual(quote.total, { amountMinor: 100, currency: 'GBP' });
});

test('a basket of which nothing is sold has no total', () => {
  assert.deepEqual(quoteBasket([{ sku: 'GONE', quantity: 1 }], []), {
    lines: [],
    total: null,
    unavailable: ['GONE'],
  });
});

test('amounts of different currencies are not added up', () => {
  const euros = product('E1', 100, {
    variants: [{ sku: 'E1', price: { amountMinor: 100, currency: 'EUR' } }],
  });
  const lines = [
    { sku: 'A1', quantity: 1 },
    { sku: 'E1', quantity: 1 },
  ];
  assert.equal(quoteBasket(lines, [product('A1', 100), euros]), 'mixed-currencies');
});

test('a total that a number cannot hold exactly is refused', () => {
  const lines = [{ sku: 'A1', quantity: 100_000 }];
  assert.equal(quoteBasket(lines, [product('A1', Number.MAX_SAFE_INTEGER)]), 'total-too-large');
});
