import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { withPriority } from './priority.ts';

const nicenessOf = async (name: string): Promise<number | undefined> => {
  const spec = { name: `${name}-1` } as ProcessSpec;
  const [planned] = await withPriority({ name, after: [], prepare: async () => [spec] }).prepare();
  return planned?.niceness;
};

test('what answers people lets nobody go first, what nobody waits for lets everybody', async () => {
  assert.equal(await nicenessOf('orders'), undefined);
  assert.equal(await nicenessOf('gateway'), undefined);
  const behind = await nicenessOf('kafka');
  const last = await nicenessOf('mail-catcher');
  assert.ok(behind !== undefined && last !== undefined && 0 < behind && behind < last);
});
