import type { ImportFormat } from '@fondaco/contracts/http/imports';
import { findNextLine, findRecordEnd } from './file-records.ts';

/** The next row: the part that it begins in, the bytes before that part, the bytes and lines before the row. */
export type Position = {
  readonly part: number;
  readonly partBegins: number;
  readonly bytes: number;
  readonly lines: number;
};

export const BEGINNING: Position = { part: 1, partBegins: 0, bytes: 0, lines: 0 };

/** A record as it stands in the file; `bytes` is null when there are too many of them. */
export type FileRow = { readonly line: number; readonly bytes: Uint8Array | null };

/** `ends`: there is nothing more. `unclosed`: the line of a quote after which rows cannot be told apart. */
export type FileRows = {
  readonly rows: readonly FileRow[];
  readonly next: Position;
  readonly ends: boolean;
  readonly unclosed: number | null;
};

export type ReadFileRows = (limit: { readonly rows: number; readonly bytes: number }) => Promise<FileRows>;

type Part = { readonly number: number; readonly begins: number; readonly size: number };

const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/**
 * Reads a file's rows from `position` on, as many at a time as are wanted, empty lines left out. Never has more of it
 * than a part and a row. `readPart` answers null behind the last one.
 */
export const createFileReader = (options: {
  readonly format: ImportFormat;
  readonly position: Position;
  readonly readPart: (number: number) => Promise<Buffer | null>;
}): ReadFileRows => {
  const { format, position, readPart } = options;
  let { lines } = position;
  /** What was read and not yet used; begins `at` bytes into the file. */
  let bytes: Buffer = Buffer.alloc(0);
  let at = position.bytes;
  let parts: Part[] = [];
  let following: Omit<Part, 'size'> = { number: position.part, begins: position.partBegins };
  let last = false;

  const readOn = async (): Promise<void> => {
    const content = await readPart(following.number);
    if (content === null) {
      last = true;
      return;
    }
    parts.push({ ...following, size: content.length });
    const fresh = following.begins < at ? content.subarray(at - following.begins) : content;
    following = { number: following.number + 1, begins: following.begins + content.length };
    bytes = bytes.length === 0 ? fresh : Buffer.concat([bytes, fresh]);
    if (at === 0 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) advance(3);
  };

  const advance = (count: number): void => {
    bytes = bytes.subarray(count);
    at += count;
    parts = parts.filter(({ begins, size }) => begins + size > at);
  };

  /** Forgets the line that is too long, without ever having all of it. */
  const skipLine = async (): Promise<void> => {
    for (;;) {
      const next = findNextLine(bytes, 0, last);
      if (next >= 0) return advance(next);
      // A carriage return at the very end is looked at again together with what follows it.
      advance(bytes.length > 0 ? bytes.length - (bytes.at(-1) === 13 ? 1 : 0) : 0);
      await readOn();
    }
  };

  const here = (): Position => {
    const inside = parts[0] ?? following;
    return { part: inside.number, partBegins: inside.begins, bytes: at, lines };
  };

  return async (limit) => {
    const rows: FileRow[] = [];
    let size = 0;
    for (;;) {
      if (rows.length === limit.rows || size >= limit.bytes) {
        return { rows, next: here(), ends: false, unclosed: null };
      }
      if (bytes.length === 0 && last) return { rows, next: here(), ends: true, unclosed: null };
      const line = lines + 1;
      const found =
        bytes.length === 0
          ? ({ kind: 'unfinished', quoted: false } as const)
          : findRecordEnd(bytes, 0, { format, last });
      if (found.kind === 'record') {
        lines += 1 + found.breaks;
        if (found.end > 0) rows.push({ line, bytes: bytes.subarray(0, found.end) });
        size += found.end;
        advance(found.next);
      } else if (found.quoted && (found.kind === 'endless' || last)) {
        return { rows, next: here(), ends: true, unclosed: line };
      } else if (found.kind === 'endless') {
        await skipLine();
        lines += 1;
        rows.push({ line, bytes: null });
      } else {
        await readOn();
      }
    }
  };
};
