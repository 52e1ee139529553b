import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';

export type RequestLoad = ReturnType<typeof createRequestLoad>;

/** Asks one server for pages, over and over in their order, over connections that stay open. */
export const createRequestLoad = (origin: string, atOnce: number) => {
  const pool = new Pool(origin, { connections: atOnce });
  let asked = 0;
  let failures = 0;

  /** Whether it was answered as it should be. */
  const get = async (paths: readonly string[]): Promise<boolean> => {
    const path = paths[asked++ % paths.length] ?? '/';
    const answer = await pool.request({ method: 'GET', path });
    const text = await answer.body.text();
    if (answer.statusCode === 200) return true;
    failures += 1;
    if (failures === 1) process.stderr.write(`${path} answered ${answer.statusCode}: ${text}\n`);
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
      const begun: Promise<void>[] = [];
      for (let n = 0; (n * 1_000) / perSecond < milliseconds; n++) {
        const due = began + (n * 1_000) / perSecond;
        const early = due - performance.now();
        if (early > 0) await delay(early);
        const done = get(paths).then((good) => {
          if (good) took.push(performance.now() - due);
        });
        begun.push(done);
      }
      await Promise.all(begun);
      return took;
    },
    /** One page, to look into it. */
    read: async <Answer>(path: string): Promise<Answer> => {
      const answer = await pool.request({ method: 'GET', path });
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${answer.statusCode}`);
      return (await answer.body.json()) as Answer;
    },
    close: () => pool.close(),
  };
};
