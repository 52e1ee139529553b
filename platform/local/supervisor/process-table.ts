import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * A process id alone says little: the system gives it out again. Together with the start time it names one
 * process for good. `startedAt` is opaque; on Linux it holds the boot, as start times count from there.
 */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

export type ProcessRow = ProcessIdentity & {
  readonly parent: number;
  readonly group: number;
};

let bootId: string | undefined;
const thisBoot = () => {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootId;
};

/** The name in the second field may hold spaces and brackets: what follows its last bracket is regular. */
export const parseStat = (text: string, boot: string): ProcessRow | null => {
  const pid = Number.parseInt(text, 10);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const startTime = fields[19];
  // A zombie has ended; only its parent has not asked for its exit code yet.
  if (Number.isNaN(pid) || startTime === undefined || state === 'Z' || state === 'X') return null;
  return { pid, parent: Number(parent), group: Number(group), startedAt: `${boot}/${startTime}` };
};

/** A line of `ps -o pid=,ppid=,pgid=,stat=,lstart=`. */
export const parsePsLine = (line: string): ProcessRow | null => {
  const [, pid, parent, group, state, startedAt] =
    /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
  if (pid === undefined || startedAt === undefined || state?.startsWith('Z')) return null;
  return { pid: Number(pid), parent: Number(parent), group: Number(group), startedAt };
};

const readStat = (pid: number | string): ProcessRow | null => {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'), thisBoot());
  } catch {
    return null;
  }
};

const ps = (selection: readonly string[]): ProcessRow[] => {
  try {
    const text = execFileSync('ps', [...selection, '-o', 'pid=,ppid=,pgid=,stat=,lstart='], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.split('\n').flatMap((line) => parsePsLine(line) ?? []);
  } catch {
    return [];
  }
};

const onLinux = process.platform === 'linux';

/** The living process with this id, or null. */
export const findProcess = (pid: number): ProcessRow | null =>
  onLinux ? readStat(pid) : (ps(['-p', String(pid)])[0] ?? null);

/** All living processes. */
export const processTable = (): ProcessRow[] =>
  onLinux
    ? readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (readStat(entry) ?? []) : []))
    : ps(['-A']);

export const isAlive = ({ pid, startedAt }: ProcessIdentity): boolean =>
  findProcess(pid)?.startedAt === startedAt;

/**
 * What lives of a process group. The leader may be gone: its id stays reserved for as long as a member lives,
 * so members under an id whose new holder has another start time are somebody else's.
 */
export const livingGroup = (leader: ProcessIdentity, table: readonly ProcessRow[]): ProcessRow[] => {
  const holder = table.find((row) => row.pid === leader.pid);
  if (holder && holder.startedAt !== leader.startedAt) return [];
  return table.filter((row) => row.group === leader.pid && sameBoot(row, leader));
};

const sameBoot = (a: ProcessIdentity, b: ProcessIdentity) =>
  !onLinux || a.startedAt.split('/')[0] === b.startedAt.split('/')[0];

/** A process, its group and everything it has started, however they regrouped. */
export const familyOf = (pid: number, table: readonly ProcessRow[]): ProcessRow[] => {
  const family = new Set([pid]);
  let size = 0;
  while (size !== family.size) {
    size = family.size;
    for (const row of table) if (row.group === pid || family.has(row.parent)) family.add(row.pid);
  }
  return table.filter((row) => family.has(row.pid));
};
