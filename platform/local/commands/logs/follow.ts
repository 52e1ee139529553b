import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { chooseLogs, type LogLine } from './log-lines.ts';

const pollMs = 200;

/** Shows what is written from now on, until the process is ended. Files may be emptied and new ones may come. */
export const followLogs = async (options: {
  readonly folder: string;
  readonly name: string | undefined;
  /** By process: how far its log has been read. */
  readonly positions: Map<string, number>;
  readonly show: (line: LogLine) => void;
}): Promise<never> => {
  const { positions, show } = options;
  const unfinished = new Map<string, string>();
  for (;;) {
    await delay(pollMs);
    for (const { process, path } of chooseLogs(options.folder, options.name)) {
      const { text, position } = readFrom(path, positions.get(process) ?? 0);
      positions.set(process, position);
      const lines = `${unfinished.get(process) ?? ''}${text}`.split('\n');
      unfinished.set(process, lines.pop() ?? '');
      for (const line of lines) show({ process, text: line });
    }
  }
};

const readFrom = (path: string, from: number): { text: string; position: number } => {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const start = size < from ? 0 : from;
    const buffer = Buffer.alloc(size - start);
    readSync(file, buffer, 0, buffer.length, start);
    return { text: buffer.toString('utf8'), position: size };
  } finally {
    closeSync(file);
  }
};
