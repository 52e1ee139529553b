import { expect, test } from 'vitest';
import { gbp } from '../shop.fixture.tsx';
import { firstVariant, optionChoices } from './variant-choice.ts';

const variant = (sku: string, options: Record<string, string>, available = 5) => ({
  sku,
  price: gbp(375),
  options,
  available,
});
const redS = variant('RS', { colour: 'red', size: 'S' });
const redL = variant('RL', { colour: 'red', size: 'L' });
const blueS = variant('BS', { colour: 'blue', size: 'S' });
const blueM = variant('BM', { colour: 'blue', size: 'M' });
const all = [redS, redL, blueS, blueM];

const leadsTo = (chosen: typeof redS) =>
  optionChoices(all, chosen)?.map(({ name, values }) => [
    name,
    Object.fromEntries(values.map(({ value, variant: { sku } }) => [value, sku])),
  ]);

test('another value of one option keeps the others where there is such a variant', () => {
  expect(leadsTo(redS)).toEqual([
    ['colour', { red: 'RS', blue: 'BS' }],
    ['size', { S: 'RS', L: 'RL', M: 'BM' }],
  ]);
});

test('where there is none it leads to one that has the value', () => {
  expect(leadsTo(redL)).toEqual([
    ['colour', { red: 'RL', blue: 'BS' }],
    ['size', { S: 'RS', L: 'RL', M: 'BM' }],
  ]);
});

test('variants that their options don’t tell apart have no choice of options', () => {
  expect(optionChoices([redS, variant('X', { colour: 'red', size: 'S' })], redS)).toBeNull();
  expect(optionChoices([redS, variant('X', { colour: 'red' })], redS)).toBeNull();
  expect(optionChoices([redS, variant('X', {})], redS)).toBeNull();
  expect(optionChoices([variant('X', {}), redS], variant('X', {}))).toBeNull();
});

test('what can be had is shown first', () => {
  const gone = variant('G', {}, 0);
  expect(firstVariant([gone, redL])).toBe(redL);
  expect(firstVariant([gone])).toBe(gone);
  expect(firstVariant([])).toBeUndefined();
});
