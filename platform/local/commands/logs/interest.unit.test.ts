import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFilter } from './interest.ts';

const order = '0198f3a0-0000-7000-8000-000000000001';
const first = 'a'.repeat(32);
const second = 'b'.repeat(32);
const line = (fields: object) => JSON.stringify({ level: 'info', ...fields });

const lines = [
  line({ traceId: first, msg: 'before anybody knows the order' }),
  line({ traceId: first, orderId: order, msg: 'placed' }),
  line({ traceId: second, msg: 'of another trace' }),
  line({ orderId: order, msg: 'by nobody' }),
  'no JSON',
];
const followed = (interest: Parameters<typeof createFilter>[0]) => {
  const filter = createFilter(interest);
  for (const one of lines) filter.learn(one);
  return lines.filter(filter.wants).map((one) => lines.indexOf(one));
};

test('an order is followed through all traces that are about it', () => {
  assert.deepEqual(followed({ order }), [0, 1, 3]);
});

test('a trace is followed alone', () => {
  assert.deepEqual(followed({ trace: second }), [2]);
});

test('without either, every line is shown', () => {
  assert.equal(followed({}).length, lines.length);
});
