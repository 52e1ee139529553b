/** Hands items of one lane on strictly in order, of different lanes together, and beside each other. */
export type Lanes<Item> = {
  /** Waits until there is room for more, then queues the item and returns. */
  add(lane: string, item: Item): Promise<void>;
  /** Resolves when all that was added is done. */
  idle(): Promise<void>;
};

/**
 * An item that comes after a pause begins at once. Those that come close behind each other begin together: the
 * first items of all lanes that are ready, as soon as fewer than `concurrency` runs are under way and the last
 * one is `paceMs` old.
 */
export const createLanes = <Item>(options: {
  /** Runs of `work` at once. */
  readonly concurrency: number;
  /** Items queued or in work. */
  readonly capacity: number;
  /** Items of one run, each of another lane. */
  readonly batch: number;
  /** Between the beginnings of two runs, unless the second one is full. */
  readonly paceMs: number;
  /** Must not throw. Gets each of the items that it answers again, alone. */
  readonly work: (items: readonly Item[]) => Promise<readonly Item[]>;
}): Lanes<Item> => {
  const { concurrency, capacity, batch, paceMs, work } = options;
  const queues = new Map<string, Item[]>();
  const ready: string[] = [];
  const alone: string[] = [];
  const waiters: (() => void)[] = [];
  let pending = 0;
  let running = 0;
  let scheduled = false;
  let began = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    timer = undefined;
    while (running < concurrency && alone.length > 0) void run(alone.splice(0, 1));
    while (running < concurrency && ready.length > 0) {
      const wait = ready.length >= batch ? 0 : began + paceMs - performance.now();
      if (wait > 0) {
        timer = setTimeout(begin, wait);
        return;
      }
      void run(ready.splice(0, batch));
    }
  };

  /** What comes off the wire in one piece is added one by one: begun after all of it is there. */
  const beginSoon = (): void => {
    if (scheduled || running >= concurrency) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      clearTimeout(timer);
      begin();
    });
  };

  const run = async (lanes: readonly string[]): Promise<void> => {
    running += 1;
    began = performance.now();
    const items = lanes.flatMap((lane) => queues.get(lane)?.slice(0, 1) ?? []);
    const left = new Set(await work(items));
    running -= 1;
    lanes.forEach((lane, n) => {
      const item = items[n];
      if (item !== undefined && left.has(item)) {
        alone.push(lane);
        return;
      }
      pending -= 1;
      const queue = queues.get(lane);
      queue?.shift();
      if (queue?.length) ready.push(lane);
      else queues.delete(lane);
    });
    beginSoon();
    for (const wake of waiters.splice(0)) wake();
  };

  const changed = (): Promise<void> => new Promise((resolve) => waiters.push(resolve));

  return {
    add: async (lane, item) => {
      while (pending >= capacity) await changed();
      pending += 1;
      const queue = queues.get(lane);
      if (queue) {
        queue.push(item);
        return;
      }
      queues.set(lane, [item]);
      ready.push(lane);
      beginSoon();
    },
    idle: async () => {
      while (pending > 0) await changed();
    },
  };
};
