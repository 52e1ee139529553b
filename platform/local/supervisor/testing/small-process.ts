import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessSpec } from '../process-spec.ts';

/** A folder that goes away with the test. */
export const temporaryFolder = (context: { after(end: () => void): void }): string => {
  const folder = mkdtempSync(join(tmpdir(), 'fondaco-supervisor-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** A process that runs a shell script; it is ready once the script has made the file `$READY`. */
export const shellProcess = (
  folder: string,
  script: string,
  changes: Partial<ProcessSpec> = {},
): ProcessSpec => {
  const ready = join(folder, `${changes.name ?? 'small'}.ready`);
  return {
    name: 'small',
    part: 'small',
    command: '/bin/sh',
    args: ['-c', script],
    env: { READY: ready },
    cwd: folder,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5_000,
    ready: async () => {
      if (!existsSync(ready)) throw new Error('no file yet');
    },
    readyTimeoutMs: 5_000,
    ...changes,
  };
};
