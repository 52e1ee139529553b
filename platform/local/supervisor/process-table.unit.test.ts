import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  familyOf,
  findProcess,
  isAlive,
  livingGroup,
  type ProcessRow,
  parsePsLine,
  parseStat,
} from './process-table.ts';

const statOf = (pid: number, name: string, state: string) =>
  `${pid} (${name}) ${state} 1 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1000 200`;
const row = (pid: number, group: number, parent = 1, startedAt = `boot/${pid}`): ProcessRow => ({
  pid,
  group,
  parent,
  startedAt,
});

test('a process whose name holds spaces and brackets is read rightly', () => {
  assert.deepEqual(parseStat(statOf(43, 'a) R (b c', 'S'), 'boot'), {
    pid: 43,
    parent: 1,
    group: 42,
    startedAt: 'boot/987654',
  });
});

test('a zombie counts as ended', () => {
  assert.equal(parseStat(statOf(43, 'node', 'Z'), 'boot'), null);
  assert.equal(parsePsLine('  43  1  43 Z+   Mon Nov 23 12:00:00 2026'), null);
});

test("a line of ps gives the same as Linux's own table", () => {
  assert.deepEqual(parsePsLine('  43     1    42 Ss   Mon Nov 23 12:00:00 2026  '), {
    pid: 43,
    parent: 1,
    group: 42,
    startedAt: 'Mon Nov 23 12:00:00 2026',
  });
});

test('this very process is found alive, and under another start time it is not', () => {
  const self = findProcess(process.pid);
  assert.ok(self && isAlive(self));
  assert.equal(isAlive({ ...self, startedAt: 'another boot/1' }), false);
});

test('workers of a dead leader still belong to its group', () => {
  const leader = row(10, 10);
  assert.deepEqual(livingGroup(leader, [row(11, 10), row(12, 12)]), [row(11, 10)]);
});

test('a group whose id went to another process is not touched', () => {
  const leader = row(10, 10);
  assert.deepEqual(livingGroup(leader, [row(10, 10, 1, 'boot/999'), row(11, 10)]), []);
});

test('a family holds what regrouped itself, as backends of PostgreSQL do', () => {
  const table = [row(10, 10), row(11, 11, 10), row(12, 12, 11), row(13, 13), row(14, 10, 1)];
  assert.deepEqual(
    familyOf(10, table).map(({ pid }) => pid),
    [10, 11, 12, 14],
  );
});
