import { expect, test } from 'vitest';
import { formatMoney, inMajorUnits, minorUnits } from './money.ts';

test.each([
  [0, 'GBP', '£0.00'],
  [5, 'GBP', '£0.05'],
  [425, 'GBP', '£4.25'],
  [123_456_789, 'GBP', '£1,234,567.89'],
  [1999, 'EUR', '€19.99'],
  [1999, 'JPY', 'JP¥1,999'],
  [1234, 'KWD', 'KWD 1.234'],
  [9_007_199_254_740_991, 'GBP', '£90,071,992,547,409.91'],
])('%d minor units of %s read %s', (amountMinor, currency, text) => {
  expect(formatMoney({ amountMinor, currency }).replace(/\s/g, ' ')).toBe(text);
});

test.each([
  ['4.25', 'GBP', 425],
  ['4,2', 'GBP', 420],
  [' 4 ', 'GBP', 400],
  ['4.', 'GBP', 400],
  ['0', 'GBP', 0],
  ['400', 'JPY', 400],
  ['1.234', 'KWD', 1234],
  ['4.255', 'GBP', null],
  ['4.5', 'JPY', null],
  ['-1', 'GBP', null],
  ['1e3', 'GBP', null],
  ['', 'GBP', null],
  ['9999999999', 'GBP', null],
])('%j typed as %s is %s minor units', (typed, currency, minor) => {
  expect(minorUnits(typed, currency)).toBe(minor);
});

test.each([
  [425, 'GBP', '4.25'],
  [5, 'GBP', '0.05'],
  [400, 'JPY', '400'],
])('%d minor units of %s are typed as %s', (amountMinor, currency, text) => {
  expect(inMajorUnits({ amountMinor, currency })).toBe(text);
});
