import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  createHttpStream,
  createMetrics,
  createServiceTokenSigner,
  UpstreamProblem,
  UpstreamUnavailable,
} from '@fondaco/chassis/service';
import type { ImportFormat } from '@fondaco/contracts/http/imports';
import { Failure } from '../../instance/failure.ts';
import { type OperatorContext, operatorKey } from '../operator-context.ts';

const DEADLINE_MS = 30_000;
const SILENCE_MS = 60_000;

/** Writes all products of a running instance into `file`, which is there only when it is whole; `-` to the standard output. */
export const runExport = async (
  context: OperatorContext,
  file: string,
  format: ImportFormat,
): Promise<void> => {
  const address = context.addresses.services.products;
  if (!address) throw new Failure('This system has no service called products.');
  const key = await operatorKey(context);
  const token = await createServiceTokenSigner({ service: 'operator', key: JSON.parse(key) })('products');
  const open = createHttpStream({
    upstream: 'products',
    baseUrl: `http://${address.host}:${address.port}`,
    deadlineMs: DEADLINE_MS,
    silenceMs: SILENCE_MS,
    metrics: createMetrics(),
  });
  try {
    const path = `/v1/products/export?format=${format}`;
    const rows = await open({ path, headers: {}, userToken: token }).catch((error: unknown) => {
      throw refusal(error);
    });
    if (file === '-') await pipeline(rows, process.stdout, { end: false });
    else await writeWhole(rows, file);
  } finally {
    await open.close();
  }
};

const writeWhole = async (rows: NodeJS.ReadableStream, file: string): Promise<void> => {
  const unfinished = `${file}.part`;
  try {
    await pipeline(rows, createWriteStream(unfinished));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    const { message } = error as Error;
    throw new Failure(`The products could not be written to ${file}: ${message}.`, { cause: error });
  }
};

const refusal = (error: unknown): unknown => {
  if (error instanceof UpstreamUnavailable)
    return new Failure('Products does not answer: see `npm run fondaco -- status`, and try again.', {
      cause: error,
    });
  if (!(error instanceof UpstreamProblem)) return error;
  const { title, code, detail } = error.problem;
  return new Failure(`Products refused: ${detail ?? title} (${code})`, { cause: error });
};
