import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportRefusal } from '@fondaco/contracts/http/imports';
import { judgeRow } from './import-row.ts';

const row = { sku: '84029e', name: 'HOTTIE', price: '4.25', currency: 'GBP', stock: '16' };
type Cells = Partial<typeof row> & Readonly<Record<string, string>>;

const judge = (change: Cells) => judgeRow({ line: 2, cells: { ...row, ...change } });
const refuses = (change: Cells, reason: ImportRefusal, column?: string) => {
  const judgement = judge(change);
  assert.ok('refused' in judgement, JSON.stringify(change));
  assert.deepEqual([judgement.refused.line, judgement.refused.reason], [2, reason]);
  if (column !== undefined) assert.equal(judgement.refused.column, column);
};
const accepts = (change: Cells, expected: object) => {
  const judgement = judge(change);
  assert.ok('good' in judgement, JSON.stringify(change));
  assert.deepEqual(judgement.good, {
    line: 2,
    cells: { ...row, ...change },
    sku: '84029E',
    name: 'HOTTIE',
    priceMinor: 425,
    currency: 'GBP',
    stock: 16,
    product: null,
    category: undefined,
    description: undefined,
    status: undefined,
    attributes: new Map(),
    options: new Map(),
    ...expected,
  });
};

test('a good row is taken with its SKU in upper case and its price in minor units', () => {
  accepts({}, {});
  accepts({ price: '2.1' }, { priceMinor: 210 });
  accepts({ currency: 'JPY', price: '150' }, { currency: 'JPY', priceMinor: 150 });
  accepts({ stock: '0' }, { stock: 0 });
  accepts({ sku: 'a.b_c-d' }, { sku: 'A.B_C-D' });
});

test('a SKU is taken as it was written, blanks included', () => {
  const wrong = [
    '',
    ' 84029E',
    '84029E ',
    '84029E\n',
    'BANK CHARGES',
    '-A',
    '.A',
    'A/B',
    'É1',
    'A\0',
    'A'.repeat(41),
  ];
  for (const sku of wrong) refuses({ sku }, 'invalid-sku');
  accepts({ sku: 'a'.repeat(40) }, { sku: 'A'.repeat(40) });
});

test('a name is kept without the blanks around it and without control characters', () => {
  for (const name of ['', '   ', '\t\n', '\u00a0', '\0']) refuses({ name }, 'empty-name');
  accepts({ name: '  HOT\0TIE\t' }, { name: 'HOT TIE' });
  accepts({ name: 'HALF \ud83d' }, { name: 'HALF \ufffd' });
  accepts({ name: '🫖'.repeat(200) }, { name: '🫖'.repeat(200) });
  refuses({ name: 'x'.repeat(201) }, 'name-too-long');
});

test('a price that is none, not positive or no multiple of the minor unit is refused', () => {
  for (const price of ['', 'free', '2,50', ' 2']) refuses({ price }, 'invalid-price');
  for (const price of ['0', '0.00', '-1']) refuses({ price }, 'price-not-positive');
  refuses({ price: '0.001' }, 'price-below-minor-unit');
  refuses({ price: '1.5', currency: 'JPY' }, 'price-below-minor-unit');
});

test('a currency is one of ISO 4217, in upper case', () => {
  for (const currency of ['', 'gbp', '£', 'XXXX', 'ZZZ']) refuses({ currency }, 'invalid-currency');
});

test('a stock is a number of whole units', () => {
  for (const stock of ['', '-1', '1.5', '1e3', 'many', ' 1', '1000000001', '9'.repeat(40)]) {
    refuses({ stock }, 'invalid-stock');
  }
  accepts({ stock: '1000000000' }, { stock: 1_000_000_000 });
});

test('of several mistakes the first in the order of the contract is named', () => {
  const all = { sku: '?', name: '', price: '0', currency: '', stock: '' };
  refuses(all, 'invalid-sku');
  refuses({ ...all, sku: 'A' }, 'empty-name');
  refuses({ ...all, sku: 'A', name: 'x'.repeat(201) }, 'name-too-long');
  refuses({ ...all, sku: 'A', name: 'N' }, 'price-not-positive');
  refuses({ ...all, sku: 'A', name: 'N', price: '0.001' }, 'invalid-currency');
  refuses({ ...all, sku: 'A', name: 'N', price: '0.001', currency: 'GBP' }, 'price-below-minor-unit');
  refuses({ ...all, sku: 'A', name: 'N', price: '1', currency: 'GBP' }, 'invalid-stock');
});

test('what a row may say of its product is read; a column that is not there says nothing, an empty one something', () => {
  accepts({ product: ' mug ', status: ' Draft ' }, { product: 'mug', status: 'draft' });
  accepts({ product: '', status: '', category: ' ', description: '' }, { category: null, description: '' });
  accepts({ category: 'Home > Oak \\> Ash>Lamps' }, { category: ['Home', 'Oak > Ash', 'Lamps'] });
  accepts({ description: ' one\r\ntwo\0 ' }, { description: 'one\ntwo' });
  accepts(
    { 'attribute:material': 'oak', 'attribute:finish': '', 'option:size': 'L' },
    {
      attributes: new Map([
        ['material', 'oak'],
        ['finish', null],
      ]),
      options: new Map([['size', 'L']]),
    },
  );
});

test('what it says wrongly of its product is refused by the column', () => {
  for (const product of ['Not a slug', 'ä', 'imports', '-a', 'a'.repeat(201)])
    refuses({ product }, 'invalid-product', 'product');
  for (const category of ['Home >', '> Home', 'A > > B', 'x'.repeat(81), Array(11).fill('a').join('>')])
    refuses({ category }, 'invalid-category', 'category');
  refuses({ description: 'x'.repeat(20_001) }, 'description-too-long', 'description');
  refuses({ status: 'sold' }, 'invalid-status', 'status');
  refuses({ 'attribute:material': 'x'.repeat(81) }, 'invalid-property', 'attribute:material');
  refuses({ 'option:size': 'a\nb' }, 'invalid-property', 'option:size');
});
