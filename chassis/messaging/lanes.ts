/** Runs work of one lane strictly in order, of different lanes beside each other, up to a limit. */
export type Lanes = {
  /** Waits until there is room for more, then queues `work` and returns. `work` must not throw. */
  add(lane: string, work: () => Promise<void>): Promise<void>;
  /** Resolves when all that was added is done. */
  idle(): Promise<void>;
};

/** `concurrency`: how much runs at once. `capacity`: how much may be queued or running. */
export const createLanes = (concurrency: number, capacity: number): Lanes => {
  const queues = new Map<string, (() => Promise<void>)[]>();
  const ready: string[] = [];
  const waiters: (() => void)[] = [];
  let pending = 0;
  let running = 0;

  const advance = (): void => {
    while (running < concurrency) {
      const lane = ready.shift();
      if (lane === undefined) return;
      running += 1;
      void runNext(lane);
    }
  };

  const runNext = async (lane: string): Promise<void> => {
    const queue = queues.get(lane);
    const work = queue?.[0];
    await work?.();
    queue?.shift();
    running -= 1;
    pending -= 1;
    if (queue?.length) ready.push(lane);
    else queues.delete(lane);
    advance();
    for (const wake of waiters.splice(0)) wake();
  };

  const changed = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));

  return {
    add: async (lane, work) => {
      while (pending >= capacity) await changed();
      pending += 1;
      const queue = queues.get(lane);
      if (queue) {
        queue.push(work);
        return;
      }
      queues.set(lane, [work]);
      ready.push(lane);
      advance();
    },
    idle: async () => {
      while (pending > 0) await changed();
    },
  };
};
