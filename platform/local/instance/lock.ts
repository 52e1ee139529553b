import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProcess, isAlive, type ProcessIdentity } from '../supervisor/process-table.ts';
import { writeAtomically } from './write-atomically.ts';

/** Who supervises an instance. Start time and id name the process for good: ids are given out again. */
export type Holder = ProcessIdentity;

const lockFile = (runFolder: string) => join(runFolder, 'supervisor.json');

/** The supervisor that runs this instance, or null when none does. */
export const holderOf = (runFolder: string): Holder | null => {
  try {
    const holder = JSON.parse(readFileSync(lockFile(runFolder), 'utf8')) as Holder;
    return isAlive(holder) ? holder : null;
  } catch {
    return null;
  }
};

/**
 * Writes this process down as the holder. Two at once are kept apart before this by the control port,
 * which only one of them can listen on.
 */
export const hold = (runFolder: string): { isHeld(): boolean; release(): void } => {
  const self = findProcess(process.pid);
  if (!self) throw new Error('This process does not find itself in the process table.');
  mkdirSync(runFolder, { recursive: true });
  writeAtomically(lockFile(runFolder), JSON.stringify({ pid: self.pid, startedAt: self.startedAt }));
  return {
    /** False when the record has been taken away: then nobody can find this process any more. */
    isHeld: () => holderOf(runFolder)?.pid === self.pid,
    release: () => rmSync(lockFile(runFolder), { force: true }),
  };
};
