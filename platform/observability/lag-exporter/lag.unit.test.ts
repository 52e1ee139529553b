import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupPartition } from './cluster.ts';
import { lagOf, secondsSince } from './lag.ts';
import { rememberRecordTimes } from './record-times.ts';

const partition = (position: bigint, end: bigint): GroupPartition => ({
  group: 'orders.order-process',
  topic: 'payments.payment',
  partition: 3,
  committed: position,
  oldest: 0n,
  position,
  end,
});

/** Counts what is fetched; answers what it is told to. */
const fetching = (time: number | null) => {
  const asked: bigint[] = [];
  return {
    asked,
    fetch: async (_topic: string, _partition: number, from: bigint) => {
      asked.push(from);
      return time;
    },
  };
};

test('the lag is what lies between, and for how long its first record has been there', async () => {
  const behind = partition(7n, 10n);
  const times = await rememberRecordTimes().of([behind], fetching(1_000).fetch);
  const [lag] = lagOf({ partitions: [behind] }, times);
  assert.deepEqual([lag?.messages, lag?.writtenAt], [3, 1_000]);
  assert.equal(secondsSince(1_000, 31_500), 30.5);
});

test('nothing after the offset, or nothing that is a record, is no lag', async () => {
  const [done, compacted] = [partition(10n, 10n), partition(7n, 10n)];
  const times = await rememberRecordTimes().of([compacted], fetching(null).fetch);
  for (const lag of lagOf({ partitions: [done, compacted] }, times))
    assert.deepEqual([lag.messages, lag.writtenAt], [0, null]);
  assert.equal(secondsSince(null, 5_000), 0);
});

test('a producer whose clock is ahead makes no negative lag', () => {
  assert.equal(secondsSince(2_000, 1_000), 0);
});

test('a record is fetched once for as long as the group stands still, however much is written meanwhile', async () => {
  const times = rememberRecordTimes();
  const { asked, fetch } = fetching(1_000);
  await times.of([partition(7n, 10n)], fetch);
  await times.of([partition(7n, 20n)], fetch);
  await times.of([partition(8n, 20n)], fetch);
  assert.deepEqual(asked, [7n, 8n]);
});

test('where there was no record it is looked again when the partition has grown', async () => {
  const times = rememberRecordTimes();
  const { asked, fetch } = fetching(null);
  await times.of([partition(7n, 10n)], fetch);
  await times.of([partition(7n, 10n)], fetch);
  await times.of([partition(7n, 11n)], fetch);
  assert.deepEqual(asked, [7n, 7n]);
});
