import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { Failure } from '../../instance/failure.ts';
import type { RefusedRow } from './import-products.ts';

/** Whatever needs quoting in CSV gets it. */
const field = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const lineOf = ({ row, reason }: RefusedRow): string =>
  [row.line, reason, row.sku, row.name, row.price, row.currency, row.stock].map(field).join(',');

/** A CSV of refused rows, each with its line number and reason, that replaces the last one at `path`. */
export const createRefusalsFile = async (path: string) => {
  await mkdir(dirname(path), { recursive: true });
  const file = createWriteStream(path);
  await once(file, 'open').catch((error: Error) => {
    throw new Failure(`The refused rows cannot be written to ${path}: ${error.message}.`, { cause: error });
  });
  file.write('line,reason,sku,name,price,currency,stock\n');
  return {
    write: async (refused: readonly RefusedRow[]): Promise<void> => {
      if (refused.length === 0) return;
      if (!file.write(`${refused.map(lineOf).join('\n')}\n`)) await once(file, 'drain');
    },
    close: async (): Promise<void> => {
      file.end();
      await finished(file);
    },
  };
};
