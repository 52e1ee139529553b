import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEY = /^[0-9a-f-]{36}$/;

/**
 * The key under which an import is begun, kept in a file until it has ended: whoever runs the same import again before
 * that goes on with it.
 */
export const unfinishedImport = async (
  path: string,
): Promise<{ readonly key: string; readonly forget: () => Promise<void> }> => {
  const kept = await readFile(path, 'utf8').catch(() => '');
  const key = KEY.test(kept.trim()) ? kept.trim() : randomUUID();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${key}\n`);
  return { key, forget: () => rm(path, { force: true }) };
};
