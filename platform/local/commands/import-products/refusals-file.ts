import { type FileHandle, open } from 'node:fs/promises';
import { IMPORT_COLUMNS, type RefusedRow } from '@fondaco/contracts/http/imports';
import { Failure } from '../../instance/failure.ts';

/** Whatever needs quoting in CSV gets it. */
const field = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};

/**
 * A CSV of refused rows, each with its line number and reason, that replaces the last one at `path`. Its columns are
 * those of the first row that could be read.
 */
export const createRefusalsFile = (path: string) => {
  const failure = (error: NodeJS.ErrnoException): never => {
    const reason = reasons[error.code ?? ''] ?? error.message;
    throw new Failure(
      `The refused rows cannot be written to ${path}: ${reason}; name another file with --rejects.`,
      { cause: error },
    );
  };
  let file: FileHandle | null = null;
  let columns: readonly string[] | null = null;
  const append = async (lines: readonly (readonly (string | number)[])[]): Promise<void> => {
    const text = lines.map((fields) => `${fields.map(field).join(',')}\n`).join('');
    await file?.appendFile(text).catch(failure);
  };
  const begin = async (first: RefusedRow | undefined): Promise<readonly string[]> => {
    const named = Object.keys(first?.row ?? {});
    // Those that every file has come first, in their own order.
    const plain = IMPORT_COLUMNS.filter((column) => named.includes(column));
    const others = named.filter((column) => !(plain as string[]).includes(column));
    const all = named.length === 0 ? IMPORT_COLUMNS : [...plain, ...others];
    await append([['line', 'reason', ...all]]);
    return all;
  };

  return {
    /** Throws a Failure when nothing can be written there. */
    tryOut: async (): Promise<void> => {
      file = await open(path, 'w').catch(failure);
      await append([['line', 'reason']]);
      await file.close();
      file = await open(path, 'w').catch(failure);
    },
    write: async (refused: readonly RefusedRow[]): Promise<void> => {
      if (refused.length === 0) return;
      const all = columns ?? (await begin(refused.find(({ row }) => row !== null)));
      columns = all;
      await append(
        refused.map(({ line, reason, row }) => [line, reason, ...all.map((name) => row?.[name] ?? '')]),
      );
    },
    close: async (): Promise<void> => {
      if (file !== null && columns === null) columns = await begin(undefined).catch(() => IMPORT_COLUMNS);
      await file?.close();
    },
  };
};
