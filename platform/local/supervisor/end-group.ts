import { setTimeout as delay } from 'node:timers/promises';
import { livingGroup, type ProcessIdentity, processTable } from './process-table.ts';

const pollMs = 50;
const immediateEndMs = 3_000;

/**
 * Ends a process and its group: the stop signal to the leader (to what is left of the group when the leader
 * is gone), then, when that took too long, by force. Resolves when none of them lives any more. Only
 * processes under the recorded id *and* start time are touched.
 */
export const endGroup = async (
  leader: ProcessIdentity,
  stop: { readonly signal: NodeJS.Signals; readonly timeoutMs: number },
): Promise<void> => {
  const living = () => livingGroup(leader, processTable());
  const before = living();
  if (before.length === 0) return;
  // The leader decides how its own children end; signalling those too would get in its way.
  if (before.some((row) => row.pid === leader.pid)) signal(leader.pid, stop.signal);
  else signal(-leader.pid, 'SIGTERM');
  if (await goneWithin(living, stop.timeoutMs)) return;

  for (const forced of forcefulSignals(stop.signal)) {
    signal(forced === 'SIGQUIT' ? leader.pid : -leader.pid, forced);
    if (await goneWithin(living, immediateEndMs)) return;
  }
};

/**
 * Whoever is asked to stop with SIGINT is PostgreSQL, whose backends are in groups of their own: SIGQUIT is
 * its immediate shutdown, which takes them along. SIGKILL reaches only itself.
 */
export const forcefulSignals = (stopSignal: NodeJS.Signals): NodeJS.Signals[] =>
  stopSignal === 'SIGINT' ? ['SIGQUIT', 'SIGKILL'] : ['SIGKILL'];

/** To a process, or with a negative id to a group. False when there was none that takes it. */
export const signal = (pid: number, name: NodeJS.Signals): boolean => {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    // EPERM is what macOS says of a group of which only zombies are left.
    if (['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
};

const goneWithin = async (living: () => readonly unknown[], timeoutMs: number): Promise<boolean> => {
  const deadline = Date.now() + timeoutMs;
  while (living().length > 0) {
    if (Date.now() >= deadline) return false;
    await delay(pollMs);
  }
  return true;
};
