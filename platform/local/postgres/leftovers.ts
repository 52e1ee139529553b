import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../instance/failure.ts';

/**
 * Ends what still works on this data folder from an earlier run: the recorded process, if the id has not
 * gone to another one since (start times tell), and backends without their postmaster. Without /proc
 * PostgreSQL's own check has to do.
 */
export const endLeftovers = async (data: string): Promise<void> => {
  if (process.platform !== 'linux') return;
  const recorded = await recordedProcess(data);
  const state = recorded && (await stateOf(recorded));
  if (recorded && state === 'same') signal(recorded.pid, 'SIGINT');
  const workers = async (): Promise<readonly number[]> => {
    const found = await processesIn(data);
    return recorded && state === 'same' && (await stateOf(recorded)) === 'same'
      ? [...new Set([recorded.pid, ...found])]
      : found;
  };

  // Backends end by themselves when their postmaster has, but not while a query runs.
  const patience = state === 'same' ? 10_000 : 500;
  for (const pid of await outlasting(workers, patience)) signal(pid, 'SIGKILL');
  const left = await outlasting(workers, 5_000);
  if (left.length > 0) throw new Failure(`Processes ${left.join(', ')} still use ${data} and do not end.`);
  // PostgreSQL would take the new owner of the id for a running server, above all when it is another one.
  if (state === 'another') await rm(join(data, 'postmaster.pid'), { force: true });
};

type Recorded = { readonly pid: number; readonly startedAt: number };

/** The first and the third line of postmaster.pid: process id, and start in seconds since 1970. */
const recordedProcess = async (data: string): Promise<Recorded | undefined> => {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , startedAt] = text.split('\n').map(Number);
  return pid && startedAt ? { pid, startedAt } : undefined;
};

const stateOf = async ({ pid, startedAt }: Recorded): Promise<'same' | 'another' | 'gone'> => {
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined),
    readFile('/proc/stat', 'utf8'),
  ]);
  if (stat === undefined) return 'gone';
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
  const ticksSinceBoot = Number(rest?.split(' ')[19]);
  const bootedAt = Number(/^btime (\d+)$/m.exec(boot)?.[1]);
  // Start times are kept in hundredths of a second; the clock may have been set a little since.
  const since = Math.abs(bootedAt + ticksSinceBoot / 100 - startedAt);
  return name === 'postgres' && since < 5 ? 'same' : 'another';
};

const outlasting = async (
  find: () => Promise<readonly number[]>,
  withinMs: number,
): Promise<readonly number[]> => {
  const deadline = performance.now() + withinMs;
  let left = await find();
  while (left.length > 0 && performance.now() < deadline) {
    await pause(20);
    left = await find();
  }
  return left;
};

/** PostgreSQL's processes stand in their data folder. Those of other users may be hidden. */
const processesIn = async (data: string): Promise<readonly number[]> => {
  const folder = await realpath(data);
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const here = await Promise.all(
    ids.map(async (id) => (await readlink(`/proc/${id}/cwd`).catch(() => '')) === folder && isPostgres(id)),
  );
  return ids.filter((_, index) => here[index]).map(Number);
};

// Somebody's shell may stand in the folder too.
const isPostgres = (id: string): Promise<boolean> =>
  readFile(`/proc/${id}/comm`, 'utf8').then(
    (name) => name.trim() === 'postgres',
    () => false,
  );

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
};
