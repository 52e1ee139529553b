import assert from 'node:assert/strict';
import { closeSync, readFileSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { logFileOf, openLog, rotateLogs } from './log-file.ts';
import { temporaryFolder } from './testing/small-process.ts';

test('a log past its size is set aside while its writer goes on', (context) => {
  const folder = temporaryFolder(context);
  const writer = openLog(folder, 'orders-1');
  context.after(() => closeSync(writer));
  writeSync(writer, 'first\n'.repeat(10));
  assert.deepEqual(rotateLogs(folder, 1000), []);
  assert.deepEqual(rotateLogs(folder, 10), ['orders-1.log']);
  writeSync(writer, 'second\n');
  assert.equal(readFileSync(logFileOf(folder, 'orders-1'), 'utf8'), 'second\n');
  assert.equal(readFileSync(`${logFileOf(folder, 'orders-1')}.1`, 'utf8'), 'first\n'.repeat(10));
});

test('what is set aside takes the place of what was set aside before', (context) => {
  const folder = temporaryFolder(context);
  const writer = openLog(folder, 'kafka-1');
  context.after(() => closeSync(writer));
  for (const text of ['one', 'two']) {
    writeSync(writer, text);
    rotateLogs(folder, 1);
  }
  assert.equal(readFileSync(`${logFileOf(folder, 'kafka-1')}.1`, 'utf8'), 'two');
});
