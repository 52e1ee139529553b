import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Import, MAX_PART_BYTES } from '@fondaco/contracts/http/imports';
import { request } from 'undici';
import type { CatalogueFile } from './catalogue-file.ts';
import { followImport, type ImportStep } from './import-steps.ts';
import { type Memory, memoryNow, watchMemory } from './memory.ts';
import type { Shop } from './products-alone.ts';
import type { RawWriter } from './raw-rows.ts';

const LOOKS_EVERY_MS = 200;

export type ImportFigures = {
  readonly rows: number;
  /** From the first byte that was sent until the last row was committed, without those in which it was held. */
  readonly seconds: number;
  /** Of these, until the file was there. */
  readonly uploadSeconds: number;
  readonly rowsPerSecond: number;
  readonly steps: readonly ImportStep[];
  /** Of the process, in bytes. */
  readonly before: Memory;
  readonly highest: Memory;
  /** Until every event was published, after the end. */
  readonly publishedAfterSeconds: number;
};

/** Brings the file into the shop as the command line does: sent in parts, worked off by a job. */
export const measureImport = async (
  shop: Shop,
  file: CatalogueFile,
  { raw, report }: { readonly raw: RawWriter | null; readonly report: (line: string) => void },
): Promise<ImportFigures> => {
  const before = memoryNow(shop.pid);
  const memory = watchMemory(shop.pid);
  try {
    const figures = await bringIn(shop, file, { raw, report });
    return { ...figures, before, highest: await memory.stop() };
  } finally {
    // Also when it has failed: it would look at a process that is gone, and its failure would be the one that is told.
    await memory.stop();
  }
};

const bringIn = async (
  shop: Shop,
  file: CatalogueFile,
  { raw, report }: { readonly raw: RawWriter | null; readonly report: (line: string) => void },
): Promise<Omit<ImportFigures, 'before' | 'highest'>> => {
  const began = performance.now();
  const { importId } = await ask<Import>(shop, 'POST', '/v1/products/imports', {
    format: 'csv',
    setStock: false,
  });
  const parts = await upload(shop, importId, file.file);
  const uploadSeconds = (performance.now() - began) / 1_000;
  await ask(shop, 'POST', `/v1/products/imports/${importId}/start`, { parts, bytes: file.bytes });
  const steps = await followImport(shop, importId, { raw, report });
  const ended = await ask<Import>(shop, 'GET', `/v1/products/imports/${importId}`);
  if (ended.state !== 'done' || ended.added !== file.rows)
    throw new Error(`of ${file.rows} rows ${ended.added} were added: ${JSON.stringify(ended)}`);
  const written = steps.reduce((sum, step) => sum + step.raw.rows, 0);
  if (raw !== null && written !== file.rows)
    throw new Error(`${written} of ${file.rows} rows were written by plain SQL`);
  const seconds = steps.reduce((sum, step) => sum + step.seconds, uploadSeconds);
  const publishedAfterSeconds = await published(shop);
  return {
    rows: file.rows,
    seconds,
    uploadSeconds,
    rowsPerSecond: file.rows / seconds,
    steps,
    publishedAfterSeconds,
  };
};

const ask = async <Answer>(
  shop: Shop,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<Answer> => {
  const raw = body instanceof Uint8Array;
  const answer = await request(`${shop.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await shop.token()}`,
      ...(body && { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body && { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
  return (text === '' ? null : JSON.parse(text)) as Answer;
};

/** Answers the number of parts. */
const upload = async (shop: Shop, importId: string, file: string): Promise<number> => {
  const handle = await open(file);
  try {
    for (let part = 1; ; part++) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(MAX_PART_BYTES), 0, MAX_PART_BYTES);
      if (bytesRead === 0) return part - 1;
      await ask(shop, 'PUT', `/v1/products/imports/${importId}/parts/${part}`, buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
};

/** Resolves with the seconds that it took until no event waited any more. */
const published = async ({ database: { db } }: Shop): Promise<number> => {
  const began = performance.now();
  for (;;) {
    const { rows } = await db.query<{ waits: boolean }>({
      name: 'event-waits',
      text: 'select exists (select from messaging.outbox where published_at is null) as waits',
    });
    if (rows[0]?.waits === false) return (performance.now() - began) / 1_000;
    await delay(LOOKS_EVERY_MS);
  }
};
