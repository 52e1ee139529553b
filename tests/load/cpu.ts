import { readdirSync, readFileSync } from 'node:fs';
import type { SystemStatus } from '../../platform/local/control/protocol.ts';

/** CPU that was used, in milliseconds, by name of process. */
export type CpuUse = ReadonlyMap<string, number>;

/** Linux counts in hundredths of a second (USER_HZ), whatever the machine. */
const TICK_MS = 10;

/** Of every process of the system with all that it has started, the supervisor, and this process. */
export const cpuNow = ({ processes, supervisor }: SystemStatus): CpuUse => {
  const all = readProcesses();
  const total = (pid: number): number => {
    const own = all.get(pid);
    if (!own) return 0;
    return (
      own.ms +
      [...all.values()]
        .filter(({ parent }) => parent === pid)
        .reduce((sum, child) => sum + total(child.pid), 0)
    );
  };
  const { user, system } = process.cpuUsage();
  return new Map([
    ...processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, total(pid)] as const])),
    // Its children are the system's processes.
    ['supervisor', all.get(supervisor.pid)?.ms ?? 0],
    ['load generator', (user + system) / 1_000],
  ]);
};

export const cpuBetween = (before: CpuUse, after: CpuUse): CpuUse =>
  new Map([...after].map(([name, used]) => [name, used - (before.get(name) ?? 0)]));

type Process = { readonly pid: number; readonly parent: number; readonly ms: number };

/**
 * `/proc/PID/stat`: after the name in brackets, field 4 is the parent, 14 to 17 the ticks, those of ended children too.
 * Throws ENOENT when it has ended.
 */
export const readProcess = (pid: number): Process => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { pid, parent, ms: ticks * TICK_MS };
};

const readProcesses = (): ReadonlyMap<number, Process> => {
  const all = new Map<number, Process>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      all.set(Number(name), readProcess(Number(name)));
    } catch {
      // It has ended in the meantime.
    }
  }
  return all;
};
