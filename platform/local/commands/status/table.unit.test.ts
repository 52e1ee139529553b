import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SystemStatus } from '../../control/protocol.ts';
import { duration, table } from './table.ts';

const megabyte = 1024 * 1024;
const status: SystemStatus = {
  state: 'running',
  url: 'https://localhost:8443/',
  port: 8443,
  stateFolder: '/state',
  startedAt: '2026-11-23T12:00:00.000Z',
  processes: [
    {
      name: 'kafka-1',
      part: 'kafka',
      state: 'ready',
      pid: 42,
      restarts: 0,
      uptimeSeconds: 75,
      memoryBytes: 160 * megabyte,
      address: '127.0.0.1:8453',
    },
    { name: 'orders-1', part: 'orders', state: 'restarting', reason: 'was ended by SIGKILL', restarts: 2 },
    { name: 'users-1', part: 'users', state: 'stopped', reason: 'ended with exit code 0', restarts: 0 },
  ],
  supervisor: { pid: 7, memoryBytes: 70 * megabyte },
  memoryBytes: 230 * megabyte,
};

test('every process has a line, and trouble its reason', () => {
  assert.equal(
    table(status),
    [
      'PROCESS   STATE       PID  RESTARTS  UPTIME  MEMORY  ADDRESS',
      'kafka-1   ready        42         0  1m 15s  160 MB  127.0.0.1:8453',
      'orders-1  restarting              2',
      'users-1   stopped                 0',
      '',
      '  orders-1: was ended by SIGKILL',
      '',
      "https://localhost:8443/ is running: 1 of 3 ready, 230 MB in all, 70 MB of it the supervisor's.",
    ].join('\n'),
  );
});

test('durations show their two largest units', () => {
  assert.deepEqual([0, 59, 75, 7500, 90_061].map(duration), ['0s', '59s', '1m 15s', '2h 5m', '1d 1h']);
});
