import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UpstreamProblem, UpstreamUnavailable } from '@fondaco/chassis/service';
import type { Import, RefusedRow } from '@fondaco/contracts/http/imports';
import { createPatience } from '../patience.ts';
import { importProducts } from './import-products.ts';

const importId = '0190c5f0-0000-7000-8000-000000000001';
const begun: Import = {
  importId,
  format: 'csv',
  setStock: false,
  state: 'uploading',
  parts: 0,
  bytes: null,
  bytesDone: 0,
  rows: 0,
  accepted: 0,
  added: 0,
  changed: 0,
  unchanged: 0,
  rejected: {},
  failure: null,
  begunAt: '2026-11-23T00:00:00Z',
  endedAt: null,
};
const running: Import = { ...begun, state: 'running', bytes: 30 };
const done: Import = { ...running, state: 'done', endedAt: '2026-11-23T00:01:00Z' };

const file = {
  bytes: 30,
  parts: 3,
  digest: 'digest',
  readPart: async (number: number) => Buffer.from(`part ${number}`),
  close: async () => undefined,
};
const refused = (line: number): RefusedRow => ({ line, reason: 'duplicate-sku', column: 'sku', row: null });

/** Products that is at `state` when it is asked; each of `failures` makes a call fail first. */
const setUp = (state: Import = begun, failures: readonly unknown[] = []) => {
  const left = [...failures];
  const calls: string[] = [];
  const seen: RefusedRow[] = [];
  const answer = <T>(call: string, value: T): T => {
    calls.push(call);
    const failure = left.shift();
    if (failure) throw failure;
    return value;
  };
  const polls = [running, done];
  const run = importProducts({
    imports: {
      begin: async ({ format, setStock }, key) => answer(`begin ${format} ${setStock} ${key}`, state),
      sendPart: async (_, number, content) => answer(`part ${number} ${Buffer.from(content)}`, {}),
      start: async (_, { parts, bytes }) => answer(`start ${parts} ${bytes}`, running),
      read: async () => answer('read', polls.shift() ?? done),
      refusals: async (_, cursor) =>
        answer(`refusals ${cursor}`, {
          items: cursor === null ? [refused(2)] : [refused(9)],
          nextCursor: cursor === null ? 'more' : null,
        }),
    },
    patiently: createPatience(() => undefined, { now: () => 0, pause: async () => undefined }),
    pause: async () => undefined,
    onSent: () => undefined,
    onProgress: () => undefined,
    onRefused: async (more) => {
      seen.push(...more);
    },
  });
  return { ask: () => run(file, { format: 'csv', setStock: true, key: 'k' }), calls, seen };
};

test('a file is sent part by part, started, waited for, and its refused rows are read page by page', async () => {
  const { ask, calls, seen } = setUp();
  assert.deepEqual(await ask(), done);
  assert.deepEqual(calls, [
    'begin csv true k',
    'part 1 part 1',
    'part 2 part 2',
    'part 3 part 3',
    'start 3 30',
    'read',
    'read',
    'refusals null',
    'refusals more',
  ]);
  assert.deepEqual(
    seen.map(({ line }) => line),
    [2, 9],
  );
});

test('what was sent before is not sent again', async () => {
  const uploading = setUp({ ...begun, parts: 2 });
  await uploading.ask();
  assert.deepEqual(uploading.calls.slice(1, 3), ['part 3 part 3', 'start 3 30']);
  const started = setUp(running);
  await started.ask();
  assert.deepEqual(started.calls.slice(1, 3), ['read', 'read']);
  const ended = setUp(done);
  await ended.ask();
  assert.deepEqual(ended.calls.slice(1), ['refusals null', 'refusals more']);
});

test('while Products is away the same is asked again', async () => {
  const away = new UpstreamUnavailable('products', 'no answer');
  const { ask, calls } = setUp(begun, [away, null, away, away]);
  assert.deepEqual(await ask(), done);
  assert.deepEqual(calls.slice(0, 6), [
    'begin csv true k',
    'begin csv true k',
    'part 1 part 1',
    'part 1 part 1',
    'part 1 part 1',
    'part 2 part 2',
  ]);
});

test('a refusal of the import as a whole ends it with the reason', async () => {
  const problem = { status: 403, code: 'access/forbidden', title: 'Not for you' };
  const { ask } = setUp(begun, [new UpstreamProblem('products', 403, problem)]);
  await assert.rejects(ask(), { message: 'Products refused the import: Not for you (access/forbidden).' });
});
