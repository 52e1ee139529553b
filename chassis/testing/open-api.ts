import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { HttpServer } from '../service/index.ts';

/**
 * The committed description of a service's API is what its routes say. With UPDATE_OPENAPI=1 it is
 * written anew instead.
 */
export const assertOpenApi = async (http: HttpServer, file: string): Promise<void> => {
  await http.ready();
  const current = `${JSON.stringify(http.swagger(), null, 2)}\n`;
  if (process.env.UPDATE_OPENAPI === '1') await writeFile(file, current);
  const committed = await readFile(file, 'utf8').catch(() => 'null');
  assert.deepEqual(
    JSON.parse(committed),
    JSON.parse(current),
    `${file} is not what the routes say: run its test with UPDATE_OPENAPI=1 and format it`,
  );
};
