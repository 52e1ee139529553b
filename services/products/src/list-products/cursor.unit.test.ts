import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '@fondaco/chassis/service';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';

const productId = '019ab000-0000-7000-8000-000000000000';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const isInvalid = (error: unknown) =>
  error instanceof Problem && error.status === 400 && error.code === 'products/invalid-cursor';

test('a cursor is read back as the position that it was made from, and fits into a query', () => {
  for (const sortName of ['lamp', '茶碗 "x" \\', '🫖'.repeat(60)]) {
    const cursor = encodeCursor({ sortName, productId });
    assert.deepEqual(decodeCursor(cursor), { sortName, productId });
    assert.ok(cursor.length <= 512);
    assert.match(cursor, /^[\w-]+$/);
  }
});

test('what no listing answered is refused', () => {
  const good = encodeCursor({ sortName: 'lamp', productId });
  const wrong = [
    'x',
    '!!!',
    'null',
    `${good}=`,
    `${good}!`,
    good.slice(0, -4),
    encode(null),
    encode({}),
    encode([]),
    encode(['lamp']),
    encode([1, productId]),
    encode(['lamp', 'not-an-id']),
    encode(['lamp', productId, 1]),
    encode(['la\0mp', productId]),
  ];
  for (const cursor of wrong) assert.throws(() => decodeCursor(cursor), isInvalid, cursor);
});

test('no text leads to anything but a position or that refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode)), (text) => {
      try {
        decodeCursor(text);
      } catch (error) {
        assert.ok(isInvalid(error), String(error));
      }
    }),
  );
});
