import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { familyOf, processTable } from './process-table.ts';

/**
 * Memory of each process with everything that it started, in bytes. PSS: what several share counts in parts,
 * so that the sum is what all of them take. On macOS, which has no such thing, the resident size.
 */
export const memoryOf = (pids: readonly number[]): Map<number, number> => {
  const table = processTable();
  return new Map(
    pids.map((pid) => [pid, familyOf(pid, table).reduce((sum, row) => sum + memoryOfOne(row.pid), 0)]),
  );
};

/** Of this process alone, without those it supervises. */
export const memoryOfOne = (pid: number): number => {
  try {
    if (process.platform === 'linux') {
      const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
      return Number(kilobytes ?? 0) * 1024;
    }
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
};
