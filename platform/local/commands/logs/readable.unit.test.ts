import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readable, timeOf } from './readable.ts';

test('a JSON line is shown as time, level, message and fields', () => {
  const line = JSON.stringify({
    level: 'info',
    time: '2026-11-23T12:54:48.294Z',
    service: 'orders',
    instance: 'orders-1',
    orderId: 'o-1',
    lines: 2,
    msg: 'order placed',
  });
  assert.equal(readable(line), '12:54:48.294 info  order placed orderId=o-1 lines=2');
});

test('an error is shown with its stack below', () => {
  const line = JSON.stringify({ level: 50, time: 0, msg: 'failed', err: { stack: 'Error: no\n  at here' } });
  assert.equal(readable(line), '00:00:00.000 error failed \n    Error: no\n      at here');
});

test('what is no JSON is shown as it is', () => {
  assert.equal(readable('LOG:  database system is ready'), 'LOG:  database system is ready');
  assert.equal(readable('{ half of'), '{ half of');
});

test('the time is found in the lines of every kind of process', () => {
  const at = Date.UTC(2026, 10, 23, 12, 0, 0);
  assert.equal(timeOf('{"time":"2026-11-23T12:00:00.000Z"}'), at);
  assert.equal(timeOf('{"ts":"2026-11-23T12:00:00.000Z"}'), at);
  assert.equal(timeOf(`{"time":${at}}`), at);
  assert.equal(timeOf('2026-11-23T12:00:00.000Z INFO Kafka Server started'), at);
  assert.equal(timeOf('2026-11-23 12:00:00.000 UTC [42] LOG:  ready'), at);
  assert.equal(timeOf('2026/11/23 12:00:00 [warn] a warning'), new Date(2026, 10, 23, 12).getTime());
  assert.equal(timeOf('    at somewhere'), null);
});
