import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository } from '../../system/system.ts';

test('each planted bug fits the code as it is', () => {
  const patches = globSync('*.patch', { cwd: import.meta.dirname });
  assert.equal(patches.length, 4);
  for (const patch of patches)
    execFileSync('git', ['apply', '--check', join(import.meta.dirname, patch)], { cwd: repository });
});
