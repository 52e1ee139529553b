import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { chooseLogs, lastLines } from './log-lines.ts';

const line = (second: number, msg: string) => JSON.stringify({ time: second * 1000, msg });

const folderWith = (context: TestContext, files: Record<string, string[]>) => {
  const folder = mkdtempSync(join(tmpdir(), 'fondaco-logs-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, `${name}.log`), lines.map((text) => `${text}\n`).join(''));
  return folder;
};
const names = (files: readonly { process: string }[]) => files.map(({ process }) => process);

test('logs are chosen by process, by part, or all but the access logs', (context) => {
  const folder = folderWith(context, {
    'orders-1': [],
    'orders-2': [],
    'postgres-orders': [],
    gateway: [],
    'gateway-access': [],
  });
  assert.deepEqual(names(chooseLogs(folder, 'orders-2')), ['orders-2']);
  assert.deepEqual(names(chooseLogs(folder, 'orders')), ['orders-1', 'orders-2']);
  assert.deepEqual(names(chooseLogs(folder, 'postgres')), ['postgres-orders']);
  assert.deepEqual(names(chooseLogs(folder, 'gateway-access')), ['gateway-access']);
  assert.deepEqual(names(chooseLogs(folder, undefined)), [
    'gateway',
    'orders-1',
    'orders-2',
    'postgres-orders',
  ]);
  assert.throws(() => chooseLogs(folder, 'payments'), /no log of payments.*orders-1/);
  assert.throws(() => chooseLogs(join(folder, 'nowhere'), undefined), /no logs yet/);
});

test('lines of several logs come in the order of their times; one without a time follows its predecessor', (context) => {
  const folder = folderWith(context, {
    a: [line(1, 'first'), line(4, 'fourth'), 'its stack'],
    b: [line(2, 'second'), line(5, 'fifth')],
  });
  const { lines } = lastLines(chooseLogs(folder, undefined), 4);
  assert.deepEqual(
    lines.map(({ text }) => text),
    [line(2, 'second'), line(4, 'fourth'), 'its stack', line(5, 'fifth')],
  );
});

test('the end of a log that is larger than a chunk is found', (context) => {
  const folder = folderWith(context, {
    big: Array.from({ length: 20_000 }, (_, i) => line(i, `message ${i}`)),
  });
  const { lines } = lastLines(chooseLogs(folder, 'big'), 3000);
  assert.equal(lines.length, 3000);
  assert.equal(lines[0]?.text, line(17_000, 'message 17000'));
  assert.equal(lines.at(-1)?.text, line(19_999, 'message 19999'));
});
