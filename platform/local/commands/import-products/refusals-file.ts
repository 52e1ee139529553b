import { open } from 'node:fs/promises';
import { Failure } from '../../instance/failure.ts';
import type { RefusedRow } from './import-products.ts';

/** Whatever needs quoting in CSV gets it. */
const field = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const lineOf = ({ row, reason }: RefusedRow): string =>
  [row.line, reason, row.sku, row.name, row.price, row.currency, row.stock].map(field).join(',');

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};

/** A CSV of refused rows, each with its line number and reason, that replaces the last one at `path`. */
export const createRefusalsFile = async (path: string) => {
  const failure = (error: NodeJS.ErrnoException): never => {
    const reason = reasons[error.code ?? ''] ?? error.message;
    throw new Failure(
      `The refused rows cannot be written to ${path}: ${reason}; name another file with --rejects.`,
      { cause: error },
    );
  };
  const file = await open(path, 'w').catch(failure);
  const append = (lines: readonly string[]) => file.appendFile(`${lines.join('\n')}\n`).catch(failure);
  try {
    await append(['line,reason,sku,name,price,currency,stock']);
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    write: async (refused: readonly RefusedRow[]): Promise<void> => {
      if (refused.length > 0) await append(refused.map(lineOf));
    },
    close: () => file.close(),
  };
};
