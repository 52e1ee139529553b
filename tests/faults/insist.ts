import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from '../system/shopper.ts';

const FIRST_PAUSE_MS = 100;
const LAST_PAUSE_MS = 2_000;
/** Answers that say nothing about the outcome, or ask to come again. */
const AGAIN = [408, 425, 429, 500, 502, 503, 504];

/** Answers with the first definite answer, or null when `patience` ran out before one came. */
export type Insist = (send: () => Promise<Answer>) => Promise<Answer | null>;

/**
 * Sends a request again and again, as a browser and the person before it would: the same request under the same
 * key, until something definite comes back. `failed` is told of every answer that was none, `again` when the same
 * request had no answer before.
 */
export const insistUntil =
  (patience: () => boolean, failed: (what: string) => void): Insist =>
  async (send) => {
    let again = '';
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LAST_PAUSE_MS)) {
      const answer = await send().catch(() => null);
      if (answer && !AGAIN.includes(answer.status)) return answer;
      failed(`${answer?.status ?? 'no answer'}${again}`);
      again = ' again';
      if (!patience()) return null;
      await delay(pause);
    }
  };
