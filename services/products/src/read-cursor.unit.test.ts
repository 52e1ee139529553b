import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Problem } from '@fondaco/chassis/service';
import fc from 'fast-check';
import { encodeCursor } from './listing/cursor.ts';
import { readCursor } from './read-cursor.ts';

const productId = '019ab000-0000-7000-8000-000000000000';
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const isInvalid = (error: unknown) =>
  error instanceof Problem && error.status === 400 && error.code === 'products/invalid-cursor';

test('a cursor is read back as the position that it was made from, and fits into a query', () => {
  for (const key of ['lamp', '茶碗 "x" \\', '🫖'.repeat(60)]) {
    const cursor = encodeCursor('name', { key, productId });
    assert.deepEqual(readCursor(['name'], cursor), { sort: 'name', position: { key, productId } });
    assert.ok(cursor.length <= 512);
    assert.match(cursor, /^[\w-]+$/);
  }
  const newest = encodeCursor('newest', { key: 1_790_000_000_000_001, productId });
  assert.deepEqual(readCursor(['relevance', 'newest'], newest), {
    sort: 'newest',
    position: { key: 1_790_000_000_000_001, productId },
  });
});

test('what no listing answered is refused', () => {
  const good = encodeCursor('name', { key: 'lamp', productId });
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
    encode(['name', 'lamp']),
    encode(['name', 1, productId]),
    encode(['name', 'lamp', 'not-an-id']),
    encode(['name', 'lamp', productId, 1]),
    encode(['name', 'la\0mp', productId]),
    encode(['price', 1, productId]),
  ];
  for (const cursor of wrong) assert.throws(() => readCursor(['name'], cursor), isInvalid, cursor);
  for (const key of [-1, 1.5, 1e300, '1', null]) {
    assert.throws(() => readCursor(['price'], encode(['price', key, productId])), isInvalid, String(key));
  }
});

test('no text leads to anything but a position or that refusal', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode)), (text) => {
      try {
        readCursor(['name', 'price'], text);
      } catch (error) {
        assert.ok(isInvalid(error), String(error));
      }
    }),
  );
});
