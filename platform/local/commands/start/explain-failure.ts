import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Failure } from '../../instance/failure.ts';
import { PartFailed } from '../../run-plan/execute.ts';
import { logFileOf } from '../../supervisor/log-file.ts';
import { ProcessNotReady } from '../../supervisor/supervised-process.ts';
import { readable } from '../logs/readable.ts';

const linesShown = 8;
const bytesRead = 16 * 1024;

/** Turns the failure of a part into words for whoever typed `start`, with the last lines of its log. */
export const explainFailure = (error: unknown, logFolder: string): unknown => {
  if (!(error instanceof PartFailed)) return error;
  const { cause } = error;
  if (cause instanceof Failure) return cause;
  if (!(cause instanceof ProcessNotReady))
    return new Failure(
      `${error.part} did not start: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  const file = logFileOf(logFolder, cause.process);
  const last = lastLines(file).map((line) => `    ${readable(line)}`);
  return new Failure(
    [
      `${cause.process} did not start: ${cause.reason}. The end of its log, ${file}:`,
      ...(last.length > 0 ? last : ['    (empty)']),
    ].join('\n'),
    { cause },
  );
};

const lastLines = (file: string): string[] => {
  try {
    const opened = openSync(file, 'r');
    const { size } = fstatSync(opened);
    const buffer = Buffer.alloc(Math.min(size, bytesRead));
    readSync(opened, buffer, 0, buffer.length, size - buffer.length);
    closeSync(opened);
    return buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-linesShown);
  } catch {
    return [];
  }
};
