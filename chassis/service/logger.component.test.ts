import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const LOGGER = new URL('./logger.ts', import.meta.url).href;

/** Its only thread for files is busy when the first line is to be written, so that all of them still wait at its end. */
const PROGRAM = `
  import { pbkdf2 } from 'node:crypto';
  import { createLogger } from '${LOGGER}';
  const log = createLogger({ service: 'test', instance: 'test-1', level: 'info' });
  pbkdf2('', '', 200_000, 64, 'sha512', () => undefined);
  for (const line of ['closed', 'stopped']) log.info(line);
  log.flush(() => process.exit(0));
`;

test('what was logged before the end is written before the end, in its order', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  const lines = stdout.trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['closed', 'stopped'],
  );
});
