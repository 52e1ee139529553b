import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export const logFileOf = (folder: string, name: string) => join(folder, `${name}.log`);

/**
 * A file to be a process's stdout and stderr. The process writes to it itself, so that it can go on writing
 * when the supervisor dies, and appending, so that it goes on at the start when the file is emptied.
 */
export const openLog = (folder: string, name: string): number => {
  mkdirSync(folder, { recursive: true });
  return openSync(logFileOf(folder, name), 'a', 0o640);
};

/** Moves the content of every log that is larger than `maxBytes` to `<name>.log.1`, over what is there. */
export const rotateLogs = (folder: string, maxBytes: number): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.log') && statSync(join(folder, file)).size > maxBytes)
    .map((file) => {
      copyAndEmpty(join(folder, file));
      return file;
    });

/** A writer keeps the file open, so it cannot be renamed away: what it holds is copied, and it is emptied. */
const copyAndEmpty = (file: string) => {
  const source = openSync(file, 'r+');
  const target = openSync(`${file}.1.tmp`, 'w', 0o640);
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  try {
    for (let read = readSync(source, buffer); read > 0; read = readSync(source, buffer))
      writeSync(target, buffer, 0, read);
    ftruncateSync(source, 0);
  } finally {
    closeSync(source);
    closeSync(target);
  }
  renameSync(`${file}.1.tmp`, `${file}.1`);
};
