import { setTimeout as delay } from 'node:timers/promises';
import { type HttpReader, openHttpReader } from './http-reader.ts';

export type RequestLoad = Awaited<ReturnType<typeof createRequestLoad>>;

/** Asks one server for pages, over and over in their order, over connections that stay open. */
export const createRequestLoad = async (origin: string, atOnce: number) => {
  const readers = await Promise.all(Array.from({ length: atOnce }, () => openHttpReader(origin)));
  const idle = [...readers];
  const queue: ((reader: HttpReader) => void)[] = [];
  let asked = 0;
  let failures = 0;

  // In turn: the service closes what nobody uses for a minute.
  const free = (): HttpReader | Promise<HttpReader> =>
    idle.shift() ?? new Promise((resolve) => queue.push(resolve));

  const release = (reader: HttpReader): void => {
    const next = queue.shift();
    if (next) next(reader);
    else idle.push(reader);
  };

  /** Whether it was answered as it should be. */
  const get = async (paths: readonly string[]): Promise<boolean> => {
    const path = paths[asked++ % paths.length] ?? '/';
    const reader = await free();
    // A broken one too: who waits for it hears of it, and does not wait for ever.
    const status = await reader.get(path).finally(() => release(reader));
    if (status === 200) return true;
    failures += 1;
    if (failures === 1) process.stderr.write(`${path} answered ${status}\n`);
    return false;
  };

  return {
    failures: () => failures,
    /** So many at once, each of which asks again when it was answered. Answers requests a second. */
    closed: async (paths: readonly string[], milliseconds: number): Promise<number> => {
      const began = performance.now();
      let answered = 0;
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          while (performance.now() - began < milliseconds) {
            if (await get(paths)) answered += 1;
          }
        }),
      );
      return (answered * 1_000) / (performance.now() - began);
    },
    /**
     * So many a second, whether or not the earlier ones are answered: a late beginning counts as waiting. Answers
     * the milliseconds from when each was due until its answer was read.
     */
    open: async (paths: readonly string[], perSecond: number, milliseconds: number): Promise<number[]> => {
      const began = performance.now();
      const took: number[] = [];
      const underWay = new Set<Promise<void>>();
      const errors: Error[] = [];
      for (let n = 0; (n * 1_000) / perSecond < milliseconds && errors.length === 0; n++) {
        const due = began + (n * 1_000) / perSecond;
        const early = due - performance.now();
        if (early > 0) await delay(early);
        const answered = get(paths)
          .then((good) => {
            if (good) took.push(performance.now() - due);
          })
          .catch((error: Error) => {
            errors.push(error);
          })
          .finally(() => underWay.delete(answered));
        underWay.add(answered);
      }
      await Promise.all(underWay);
      if (errors[0]) throw errors[0];
      return took;
    },
    /** One page, to look into it. */
    read: async <Answer>(path: string): Promise<Answer> => {
      const answer = await fetch(new URL(path, origin));
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return (await answer.json()) as Answer;
    },
    close: (): void => {
      for (const reader of readers) reader.close();
    },
  };
};
