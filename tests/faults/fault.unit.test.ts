import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawFault, everyPart, FAULT_KINDS } from './fault.ts';
import { seeded } from './random.ts';

const draw = (seed: number, count: number) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => drawFault(everyPart, random));
};

test('a seed gives the same faults again, another seed others', () => {
  assert.deepEqual(draw(7, 50), draw(7, 50));
  assert.notDeepEqual(draw(7, 50), draw(8, 50));
});

test('every kind of fault and every target occurs sooner or later', () => {
  const faults = draw(1, 3_000).map(({ fault }) => fault);
  assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(FAULT_KINDS));
  const targets = new Set(faults.flatMap((fault) => ('target' in fault ? [fault.target] : [])));
  assert.deepEqual(targets, new Set(everyPart.targets));
});

test('kinds without weight never occur', () => {
  const random = seeded(3);
  const plan = { ...everyPart, weights: { freeze: 1 } };
  assert.ok(
    Array.from({ length: 200 }, () => drawFault(plan, random).fault.kind).every((kind) => kind === 'freeze'),
  );
});

test('what one draws from a fork changes nothing for the others', () => {
  const [one, other] = [seeded(5), seeded(5)];
  one.fork('shopper').next();
  assert.equal(one.fork('faults').next(), other.fork('faults').next());
  assert.notEqual(other.fork('a').next(), other.fork('b').next());
});
