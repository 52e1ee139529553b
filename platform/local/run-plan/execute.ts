import type { ProcessSpec } from '../supervisor/process-spec.ts';
import type { SupervisedProcess } from '../supervisor/supervised-process.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { Plan, PlannedPart } from './plan.ts';

export type Progress = {
  began(part: string): void;
  /** `ms` since it began. */
  up(part: string, ms: number): void;
  down(part: string): void;
};

/** The first part that did not come up; `cause` says why. */
export class PartFailed extends Error {
  readonly part: string;

  constructor(part: string, cause: unknown) {
    super(`${part} did not start`, { cause });
    this.name = 'PartFailed';
    this.part = part;
  }
}

/** Ends in a row that a process may have at its first start: a port may still be closing. */
const attempts = 3;

/** `place` says where a process runs: as it stands unless given. */
export const executePlan = (
  plan: Plan,
  supervisor: Supervisor,
  progress: Progress,
  place: (spec: ProcessSpec) => ProcessSpec = (spec) => spec,
) => {
  const started = new Map<string, readonly SupervisedProcess[]>();
  const stopping = new AbortController();

  const startPart = async (part: PlannedPart): Promise<void> => {
    const began = performance.now();
    progress.began(part.name);
    const specs = await part.prepare();
    stopping.signal.throwIfAborted();
    const processes = specs.map((spec) => supervisor.add(place(spec)));
    started.set(part.name, processes);
    for (const process of processes) process.start();
    await Promise.all(processes.map((process) => process.whenReady(attempts)));
    await part.finish?.();
    stopping.signal.throwIfAborted();
    progress.up(part.name, performance.now() - began);
  };

  const stopPart = async (part: PlannedPart): Promise<void> => {
    // Those that came later, in place of or beside those that it was started with, belong to it as well.
    const processes = new Set([
      ...(started.get(part.name) ?? []),
      ...supervisor.all().filter(({ spec }) => spec.part === part.name),
    ]);
    await Promise.all([...processes].map((process) => process.stop()));
    if (processes.size > 0) progress.down(part.name);
  };

  return {
    /**
     * Brings every part up as soon as those that it waits for are. Rejects with PartFailed at the first failure
     * and begins nothing any more; what runs by then goes on running until `takeDown`.
     */
    bringUp: async (): Promise<void> => {
      let failure: PartFailed | undefined;
      const up = new Map<string, Promise<void>>();
      for (const part of plan) {
        const before = part.after.map((name) => {
          const other = up.get(name);
          if (!other) throw new Error(`${part.name} waits for ${name}, which does not stand before it.`);
          return other;
        });
        const begin = async () => {
          await Promise.all(before);
          stopping.signal.throwIfAborted();
          await startPart(part);
        };
        up.set(
          part.name,
          begin().catch((error: unknown) => {
            if (!stopping.signal.aborted) failure = new PartFailed(part.name, error);
            stopping.abort();
            throw error;
          }),
        );
      }
      const outcomes = await Promise.allSettled(up.values());
      if (failure) throw failure;
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    },

    /** Stops every part once all that waited for it have stopped, also in the middle of `bringUp`. */
    takeDown: async (): Promise<void> => {
      stopping.abort();
      const down = new Map<string, Promise<void>>();
      for (const part of [...plan].reverse()) {
        const dependants = plan.filter(({ after }) => after.includes(part.name));
        down.set(
          part.name,
          Promise.all(dependants.map(async ({ name }) => down.get(name))).then(() => stopPart(part)),
        );
      }
      await Promise.all(down.values());
    },
  };
};
