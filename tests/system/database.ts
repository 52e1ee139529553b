import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDatabase, type Database } from '@fondaco/chassis/postgres';
import { createMetrics } from '@fondaco/chassis/service';
import { silentLog } from '@fondaco/chassis/testing';
import type { System } from './system.ts';

/** The database of a service, seen with the service's own eyes. To be closed. */
export const openDatabase = async (system: System, service: string): Promise<Database> =>
  createDatabase({
    url: (await readFile(join(system.paths.secrets, `${service}.database-url`), 'utf8')).trim(),
    poolSize: 1,
    applicationName: 'test',
    metrics: createMetrics(),
    log: silentLog(),
  });

/** One question to the database of a service. */
export const askDatabase = async <Row>(system: System, service: string, text: string): Promise<Row[]> => {
  const db = await openDatabase(system, service);
  try {
    return (await db.query<Row>({ name: 'ask', text })).rows;
  } finally {
    await db.close();
  }
};
