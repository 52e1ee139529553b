import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRebuild } from './describe-rebuild.ts';

const done = {
  rebuildId: '0199f3a0-0000-7000-8000-000000000001',
  state: 'done',
  requestedAt: '2026-11-23T12:00:00.000Z',
  beganAt: '2026-11-23T12:00:01.000Z',
  endedAt: '2026-11-23T12:00:13.500Z',
  share: 1,
  products: 4070,
  changed: 3,
  removed: 2,
  unreadable: 0,
  failure: null,
} as const;

test('a rebuild is described by what it has read, changed and removed', () => {
  assert.equal(
    describeRebuild(done),
    [
      'Products in the topic:   4070',
      'Changed in the copy:     3',
      'Removed from the copy:   2',
      'Took:                    12.5 s',
    ].join('\n'),
  );
});

test('messages that could not be read are mentioned, and that they kept it from removing', () => {
  assert.match(
    describeRebuild({ ...done, removed: 0, unreadable: 1 }),
    /1 messages of the topic could not be read, so nothing was removed/,
  );
});
