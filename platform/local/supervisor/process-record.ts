import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../instance/write-atomically.ts';
import type { ProcessIdentity } from './process-table.ts';

/** What a later supervisor must know to end a process that this one has left behind. */
export type ProcessRecord = ProcessIdentity & {
  readonly name: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopTimeoutMs: number;
};

/** One file per process in `run/`, so that a crash between two of them loses neither. */
export const createProcessRecords = (folder: string) => {
  const fileOf = (name: string) => join(folder, `${name}.process.json`);
  mkdirSync(folder, { recursive: true });
  return {
    keep: (record: ProcessRecord) => {
      // The folder may have been removed meanwhile, which must not end the supervisor before what it runs.
      mkdirSync(folder, { recursive: true });
      writeAtomically(fileOf(record.name), JSON.stringify(record));
    },
    forget: (name: string) => rmSync(fileOf(name), { force: true }),
    all: (): ProcessRecord[] =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.process.json'))
        .flatMap((file) => readRecord(join(folder, file)) ?? []),
  };
};

export type ProcessRecords = ReturnType<typeof createProcessRecords>;

const readRecord = (file: string): ProcessRecord | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
  } catch {
    // Written atomically, so this is no half of ours: somebody else's file names no process of ours.
    return null;
  }
};
