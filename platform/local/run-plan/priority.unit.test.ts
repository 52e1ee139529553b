import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { withPriority } from './priority.ts';

const nicenessOf = (part: string): number | undefined =>
  withPriority(part, { name: `${part}-1` } as ProcessSpec).niceness;

test('what answers people lets nobody go first, what nobody waits for lets everybody', () => {
  assert.equal(nicenessOf('orders'), undefined);
  assert.equal(nicenessOf('gateway'), undefined);
  const behind = nicenessOf('kafka');
  const last = nicenessOf('mail-catcher');
  assert.ok(behind !== undefined && last !== undefined && 0 < behind && behind < last);
});
