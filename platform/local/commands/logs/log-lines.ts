import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../instance/failure.ts';
import { timeOf } from './readable.ts';

export type LogFile = { readonly process: string; readonly path: string };
export type LogLine = { readonly process: string; readonly text: string };

const chunkBytes = 64 * 1024;

/** The logs of a process (`orders-1`) or of a part (`orders`: all its replicas). Throws a Failure naming those there are. */
export const chooseLogs = (folder: string, name: string | undefined): LogFile[] => {
  const all = namesOfLogs(folder).map((process) => ({ process, path: join(folder, `${process}.log`) }));
  if (all.length === 0) throw new Failure('There are no logs yet: this system has not been started.');
  const exact = all.filter(({ process }) => process === name);
  // Access logs are large and for machines: they come only by name.
  const chosen =
    name === undefined
      ? all.filter(({ process }) => !process.endsWith('-access'))
      : exact.length > 0
        ? exact
        : all.filter(
            ({ process }) => process.replace(/-\d+$/, '') === name || process.startsWith(`${name}-`),
          );
  if (chosen.length > 0) return chosen;
  const names = all.map(({ process }) => process).join(', ');
  throw new Failure(`There is no log of ${name}. There are logs of ${names}.`);
};

const namesOfLogs = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.log'))
      .map((file) => file.slice(0, -'.log'.length))
      .sort();
  } catch {
    return [];
  }
};

/** The last `count` lines of all files together, by time, and how far each file was read. */
export const lastLines = (
  files: readonly LogFile[],
  count: number,
): { lines: LogLine[]; positions: Map<string, number> } => {
  const positions = new Map<string, number>();
  const dated = files.flatMap(({ process, path }) => {
    const { lines, size } = tail(path, count);
    positions.set(process, size);
    // A line without a time, such as that of a stack trace, belongs to the one before it.
    let time = 0;
    return lines.map((text) => {
      time = timeOf(text) ?? time;
      return { process, text, time };
    });
  });
  // Sorting is stable: lines of one file keep their order.
  const lines = dated.sort((a, b) => a.time - b.time).slice(dated.length - Math.min(count, dated.length));
  return { lines, positions };
};

/** Read from the end, chunk by chunk, so that a large log costs no more than a small one. */
const tail = (path: string, count: number): { lines: string[]; size: number } => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const chunks: Buffer[] = [];
    let newlines = 0;
    for (let end = size; end > 0 && newlines <= count; end -= chunkBytes) {
      const from = Math.max(0, end - chunkBytes);
      const chunk = Buffer.alloc(end - from);
      readSync(file, chunk, 0, chunk.length, from);
      chunks.unshift(chunk);
      for (const byte of chunk) if (byte === 0x0a) newlines += 1;
    }
    const lines = Buffer.concat(chunks).toString('utf8').split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { lines: count === 0 ? [] : lines.slice(-count), size };
  } finally {
    closeSync(file);
  }
};
