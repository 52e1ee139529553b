import { signal } from './end-group.ts';
import { familyOf, findProcess, isAlive, type ProcessIdentity, processTable } from './process-table.ts';

/**
 * Stops a process and all that it has started in the middle of what they do (SIGSTOP), as a machine without
 * time for them would. Answers who was stopped, the leader first; nobody when it does not live.
 */
export const freezeFamily = (leader: ProcessIdentity): ProcessIdentity[] => {
  if (!isAlive(leader)) return [];
  const frozen = new Map<number, ProcessIdentity>();
  // The leader first: it starts nobody new then. What its children start meanwhile is found the next time.
  for (let rows = [findProcess(leader.pid) ?? leader]; rows.length > 0; rows = newcomers(leader, frozen))
    for (const { pid, startedAt } of rows) if (signal(pid, 'SIGSTOP')) frozen.set(pid, { pid, startedAt });
  return [...frozen.values()];
};

const newcomers = (leader: ProcessIdentity, known: ReadonlyMap<number, unknown>) =>
  familyOf(leader.pid, processTable()).filter(({ pid }) => !known.has(pid));

/** Lets those that still live go on (SIGCONT), the leader last, so that it finds its children awake. */
export const thaw = (frozen: readonly ProcessIdentity[]): void => {
  for (const one of frozen.toReversed()) if (isAlive(one)) signal(one.pid, 'SIGCONT');
};
