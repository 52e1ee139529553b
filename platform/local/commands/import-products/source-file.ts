import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MAX_PART_BYTES, MAX_PARTS } from '@fondaco/contracts/http/imports';
import { Failure } from '../../instance/failure.ts';

/** A file as it is sent: in parts counted from 1. `digest` is the same when its content is. */
export type SourceFile = {
  readonly bytes: number;
  readonly parts: number;
  readonly digest: string;
  /** Throws a Failure when the file has become shorter. */
  readonly readPart: (number: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read by you',
  EISDIR: 'it is a folder',
};

/** Reads all of the file once, for its digest. Throws a Failure of one sentence when it cannot be read. */
export const openSourceFile = async (path: string): Promise<SourceFile> => {
  const failure = (error: NodeJS.ErrnoException): never => {
    const reason = reasons[error.code ?? ''] ?? error.message;
    throw new Failure(`${basename(path)} cannot be read: ${reason}.`, { cause: error });
  };
  const found = await stat(path).catch(failure);
  if (found.isDirectory()) throw new Failure(`${basename(path)} cannot be read: it is a folder.`);
  const digest = await digestOf(path).catch(failure);
  const bytes = found.size;
  if (bytes === 0) throw new Failure(`${path} is empty: its first line must name the columns.`);
  const parts = Math.ceil(bytes / MAX_PART_BYTES);
  if (parts > MAX_PARTS)
    throw new Failure(
      `${basename(path)} is larger than ${(MAX_PARTS * MAX_PART_BYTES) / 2 ** 30} GiB: import it in pieces.`,
    );
  const file = await open(path).catch(failure);
  return {
    bytes,
    parts,
    digest,
    readPart: async (number) => {
      const begins = (number - 1) * MAX_PART_BYTES;
      const wanted = Math.min(MAX_PART_BYTES, bytes - begins);
      const { buffer, bytesRead } = await file
        .read(Buffer.alloc(wanted), 0, wanted, begins)
        .catch((error: NodeJS.ErrnoException) => failure(error));
      if (bytesRead < wanted) throw new Failure(`${basename(path)} was changed while it was being sent.`);
      return buffer;
    },
    close: () => file.close(),
  };
};

const digestOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
};
