import { expect, test } from 'vitest';
import { formatMoney } from './money.ts';

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
