import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minorUnitExponent } from './currency.ts';
import { readPrice } from './price.ts';

const reads = (text: string, exponent: number | undefined, minor: number) =>
  assert.deepEqual(readPrice(text, exponent), { minor }, text);
const refuses = (text: string, exponent: number | undefined, mistake: string) =>
  assert.deepEqual(readPrice(text, exponent), { mistake }, text);

test('a price is read exactly, also where floating-point numbers would go wrong', () => {
  reads('2.10', 2, 210);
  reads('2.1', 2, 210);
  reads('2.100', 2, 210);
  reads('2', 2, 200);
  reads('+2', 2, 200);
  reads('0.01', 2, 1);
  reads('007.50', 2, 750);
  reads('1.15', 2, 115);
  reads('4.35', 2, 435);
  reads('90071992547409.91', 2, Number.MAX_SAFE_INTEGER);
});

test('the number of decimal places is that of the currency', () => {
  reads('150', 0, 150);
  reads('150.0', 0, 150);
  refuses('150.5', 0, 'price-below-minor-unit');
  reads('1.234', 3, 1234);
  assert.equal(minorUnitExponent('GBP'), 2);
  assert.equal(minorUnitExponent('JPY'), 0);
  assert.equal(minorUnitExponent('KWD'), 3);
  assert.equal(minorUnitExponent('IQD'), 3);
  for (const none of ['gbp', 'ZZZ', '', 'GB', 'GBPX', ' GBP', '__proto__', 'constructor']) {
    assert.equal(minorUnitExponent(none), undefined, none);
  }
});

test('zero and less is not positive, however it is written', () => {
  for (const text of ['0', '0.00', '-0', '+0.0', '-5', '-0.001', '0.0000']) {
    refuses(text, 2, 'price-not-positive');
    refuses(text, undefined, 'price-not-positive');
  }
});

test('a fraction of a minor unit is refused rather than rounded', () => {
  for (const text of ['0.001', '0.009', '2.105', '1.2300001']) refuses(text, 2, 'price-below-minor-unit');
});

test('what is no decimal number, or too large a one, is no price', () => {
  const wrong = [
    '',
    ' ',
    '2.',
    '.5',
    '1e3',
    '1,50',
    '£2',
    ' 2',
    '2 ',
    '2\n',
    '1.2.3',
    '--1',
    'NaN',
    '٣',
    '0x10',
  ];
  for (const text of [...wrong, '90071992547409.92', '9'.repeat(400)]) refuses(text, 2, 'invalid-price');
});

test('any amount that is written out in decimals is read back', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 5 }),
      (minor, exponent, zeros) => {
        const digits = String(minor).padStart(exponent + 1, '0');
        const whole = digits.slice(0, digits.length - exponent);
        const fraction = digits.slice(digits.length - exponent) + '0'.repeat(zeros);
        reads(fraction === '' ? whole : `${whole}.${fraction}`, exponent, minor);
      },
    ),
  );
});

test('no text makes it throw, and what it reads is a positive safe integer', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 4 }), (text, exponent) => {
      const price = readPrice(text, exponent);
      assert.ok('mistake' in price || (Number.isSafeInteger(price.minor) && price.minor > 0));
    }),
  );
});
