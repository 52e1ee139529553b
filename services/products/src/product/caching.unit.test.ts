import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entityTag, isKnown } from './caching.ts';

test('equal answers have the same tag, others another one', () => {
  assert.equal(entityTag({ a: 1 }), entityTag({ a: 1 }));
  assert.notEqual(entityTag({ a: 1 }), entityTag({ a: 2 }));
  assert.match(entityTag([]), /^W\/"[\w-]{22}"$/);
});

test('a client knows an answer whose tag is among those that it names', () => {
  const tag = entityTag({ a: 1 });
  for (const header of [tag, `W/"x", ${tag}`, '*']) assert.ok(isKnown(header, tag), header);
  for (const header of [undefined, '', '"x"', entityTag({ a: 2 })]) assert.equal(isKnown(header, tag), false);
});
