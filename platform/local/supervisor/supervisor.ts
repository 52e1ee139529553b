import { rotateLogs } from './log-file.ts';
import type { ProcessRecords } from './process-record.ts';
import type { ProcessSpec } from './process-spec.ts';
import type { RestartPolicy } from './restart-policy.ts';
import { type SupervisedProcess, superviseProcess } from './supervised-process.ts';
import type { SupervisorLog } from './supervisor-log.ts';

export type Supervisor = ReturnType<typeof createSupervisor>;

const rotationPeriodMs = 10_000;
const largestLogBytes = 32 * 1024 * 1024;

/** All processes of an instance. It starts nothing by itself; what it was told to start it keeps up. */
export const createSupervisor = (options: {
  readonly logFolder: string;
  readonly records: ProcessRecords;
  readonly policy: RestartPolicy;
  readonly log: SupervisorLog;
}) => {
  const processes = new Map<string, SupervisedProcess>();
  const rotation = setInterval(() => {
    try {
      for (const file of rotateLogs(options.logFolder, largestLogBytes))
        options.log.write('info', { file }, 'log rotated');
    } catch (error) {
      options.log.write('error', { error: String(error) }, 'logs could not be rotated');
    }
  }, rotationPeriodMs);
  rotation.unref();

  return {
    add: (spec: ProcessSpec): SupervisedProcess => {
      if (processes.has(spec.name)) throw new Error(`There are two processes named ${spec.name}.`);
      const process = superviseProcess({ ...options, spec });
      processes.set(spec.name, process);
      return process;
    },
    /** Forgets a process that has stopped for good. */
    remove: (name: string): void => {
      const process = processes.get(name);
      if (process && process.status().state !== 'stopped')
        throw new Error(`${name} still runs and cannot be forgotten.`);
      processes.delete(name);
    },
    all: (): SupervisedProcess[] => [...processes.values()],
    /** By the name of a process, or of a part: then all of its processes. Empty when nothing is called so. */
    find: (name: string): SupervisedProcess[] => {
      const one = processes.get(name);
      return one ? [one] : [...processes.values()].filter(({ spec }) => spec.part === name);
    },
    close: () => clearInterval(rotation),
  };
};
