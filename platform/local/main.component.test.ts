import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const full = '/dev/full';

test('an output that takes nothing any more ends no command with a crash', (context) => {
  const output = openSync(full, 'w');
  context.after(() => closeSync(output));
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), '--help'], {
    stdio: ['ignore', output, 'pipe'],
    encoding: 'utf8',
  });
  assert.equal(stderr, '');
  assert.equal(status, 1);
});
