import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fairShare } from './leases.ts';
import { BUCKETS } from './new-row.ts';

test('however many relays there are, together they may hold all buckets', () => {
  for (let relays = 1; relays <= 30; relays++) assert.ok(fairShare(relays) * relays >= BUCKETS);
  assert.deepEqual([1, 2, 3, 5, 12, 13].map(fairShare), [12, 6, 4, 3, 1, 1]);
});
