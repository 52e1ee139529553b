import { writeFileSync } from 'node:fs';
import type { ProcessSpec } from './process-spec.ts';

type CommandLine = Pick<ProcessSpec, 'command' | 'args'>;

/** What is to be executed for it to let others go first from its beginning, as will all that it starts. */
export const commandLineOf = ({
  command,
  args,
  niceness,
}: CommandLine & { niceness?: number }): CommandLine =>
  niceness === undefined
    ? { command, args }
    : { command: 'nice', args: ['-n', String(niceness), command, ...args] };

/**
 * With autogroups Linux divides the CPU among sessions first; each process of the system leads one of its own. So does
 * each backend of PostgreSQL, which stays at its level there.
 */
export const lowerSession = (pid: number, niceness: number): void => {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // It has ended already, or there are no autogroups here.
  }
};
