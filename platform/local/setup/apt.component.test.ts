import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { installation } from './apt.ts';
import { run } from './run.ts';

let folder: string;
let policy: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fondaco-apt-'));
  policy = join(folder, 'policy-rc.d');
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs the script with an apt-get that only notes what it was asked and whether services may start. */
const install = async (packages: readonly string[], outcome = 0): Promise<string> => {
  const apt = join(folder, 'apt-get');
  const notes = join(folder, 'notes');
  await writeFile(
    apt,
    `#!/bin/sh\n${policy}; echo "$DEBIAN_FRONTEND policy $?: $*" >>${notes}\nexit ${outcome}\n`,
  );
  await chmod(apt, 0o755);
  await run('sh', ['-c', installation(policy), 'sh', ...packages], {
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
  return readFile(notes, 'utf8');
};

test('lists are updated, then exactly what is asked for is installed, and no service may start', async () => {
  assert.equal(
    await install(['nginx-light', 'prometheus']),
    'noninteractive policy 101: -qq -o DPkg::Lock::Timeout=300 update\n' +
      'noninteractive policy 101: -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends nginx-light prometheus\n',
  );
  await assert.rejects(stat(policy), { code: 'ENOENT' });
});

test('services may start again after an installation that failed', async () => {
  await assert.rejects(install(['nginx-light'], 100), /ended with 100/);
  await assert.rejects(stat(policy), { code: 'ENOENT' });
});

test("an administrator's own policy stays as it is", async () => {
  await writeFile(policy, '#!/bin/sh\nexit 104\n', { mode: 0o755 });
  assert.match(await install(['nginx-light']), /policy 104: .* update/);
  assert.equal(await readFile(policy, 'utf8'), '#!/bin/sh\nexit 104\n');
});

test('a policy that an installation left behind when it was killed goes away with the next', async () => {
  await writeFile(policy, '#!/bin/sh\n# Put here by Fondaco while it installs packages.\nexit 101\n');
  await install(['nginx-light']);
  await assert.rejects(stat(policy), { code: 'ENOENT' });
});
