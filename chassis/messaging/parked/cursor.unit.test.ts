import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor.ts';

describe('a cursor', () => {
  test('reads back as the id that it was made of', () => {
    fc.assert(fc.property(fc.integer({ min: 1 }), (id) => assert.equal(decodeCursor(encodeCursor(id)), id)));
  });

  test('that was not made here is none', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(decodeCursor(text), null)));
    for (const text of ['v1:', 'v1:-1', 'v1:01', 'v2:1', 'v1:1e3', 'v1:9999999999999999'])
      assert.equal(decodeCursor(Buffer.from(text).toString('base64url')), null, text);
    assert.equal(decodeCursor(`${encodeCursor(1)}=`), null);
  });
});
