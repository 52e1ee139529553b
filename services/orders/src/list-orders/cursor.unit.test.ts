import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';

describe('a cursor', () => {
  test('reads back as the order that it was made of', () => {
    fc.assert(
      fc.property(fc.uuid(), (orderId) => assert.equal(decodeCursor(encodeCursor(orderId)), orderId)),
    );
  });

  test('that was not made here is none', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(decodeCursor(text), null)));
    for (const text of [
      'v1:1',
      'v1:',
      'v2:019a0000-0000-7000-8000-000000000000',
      `v1:${"'; --".padEnd(36)}`,
    ]) {
      assert.equal(decodeCursor(Buffer.from(text).toString('base64url')), null);
    }
  });

  test('with something added to it is none', () => {
    const cursor = encodeCursor('019a0000-0000-7000-8000-000000000000');
    assert.equal(decodeCursor(`${cursor}=`), null);
    assert.equal(decodeCursor(`${cursor}AA`), null);
  });
});
