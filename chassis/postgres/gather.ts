import { inScope } from '../tracing/index.ts';

/** Resolves with what `work` made of the item. */
type Gather<Item, Result> = (item: Item) => Promise<Result>;

/**
 * Does together what comes in close succession: an item after a pause begins at once, those that come within
 * `paceMs` of the last beginning share the next one. What `work` throws, each of its items throws.
 */
export const createGather = <Item, Result>(options: {
  readonly paceMs: number;
  /** How long an item waits for others even after a pause. */
  readonly lingerMs?: number;
  /** Items of one run. A run that is full need not wait. */
  readonly most: number;
  /** Runs beside each other. */
  readonly concurrency: number;
  /** Answers a result for each item, in their order. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
}): Gather<Item, Result> => {
  const { paceMs, lingerMs = 0, most, concurrency, work } = options;
  const waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  let began = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const begin = (): void => {
    clearTimeout(timer);
    timer = undefined;
    while (running < concurrency && waiting.length > 0) {
      const due = Math.max(began + paceMs, (waiting[0]?.since ?? 0) + lingerMs);
      const wait = waiting.length >= most ? 0 : due - performance.now();
      if (wait > 0) {
        timer = setTimeout(begin, wait);
        return;
      }
      void run(waiting.splice(0, most));
    }
  };

  const run = async (several: readonly Waiting<Item, Result>[]): Promise<void> => {
    running += 1;
    began = performance.now();
    try {
      // Whoever happened to come first, the work is of all of them.
      const results = await inScope(undefined, () => work(several.map(({ item }) => item)));
      several.forEach(({ done }, n) => {
        done.resolve(results[n] as Result);
      });
    } catch (error) {
      for (const { done } of several) done.reject(error);
    }
    running -= 1;
    begin();
  };

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, since: performance.now(), done });
    if (timer === undefined || waiting.length >= most) begin();
    return done.promise;
  };
};

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly since: number;
  readonly done: PromiseWithResolvers<Result>;
};
