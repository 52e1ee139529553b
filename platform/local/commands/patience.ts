import { setTimeout as delay } from 'node:timers/promises';

/** Throw it from an attempt to have it made again, at the earliest after `afterMs`. */
export class TryAgain extends Error {
  readonly afterMs: number;

  constructor(reason: string, options: { afterMs?: number; cause?: unknown } = {}) {
    super(reason, { cause: options.cause });
    this.name = 'TryAgain';
    this.afterMs = options.afterMs ?? 0;
  }
}

export type Patience = <Result>(attempt: () => Promise<Result>) => Promise<Result>;

/** Milliseconds of a clock that never goes back, and a wait. */
export type Clock = {
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
};

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
const SILENCE_MS = 3_000;
const MESSAGE_EVERY_MS = 10_000;

/**
 * Makes attempts for as long as they end in TryAgain, with pauses that grow to two seconds, plus and minus
 * half by chance. When nothing at all has worked for three seconds, `say` gets the reason, every ten.
 */
export const createPatience = (
  say: (message: string) => void,
  { now, pause }: Clock = { now: () => performance.now(), pause: (ms) => delay(ms) },
): Patience => {
  let lastSuccess = now();
  let lastMessage = Number.NEGATIVE_INFINITY;

  const mention = (reason: string) => {
    const at = now();
    if (at - lastSuccess < SILENCE_MS || at - lastMessage < MESSAGE_EVERY_MS) return;
    lastMessage = at;
    say(`Still trying, for ${Math.round((at - lastSuccess) / 1000)} s now: ${reason}.`);
  };

  return async (attempt) => {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        const result = await attempt();
        lastSuccess = now();
        return result;
      } catch (error) {
        if (!(error instanceof TryAgain)) throw error;
        mention(error.message);
        await pause(error.afterMs + wait * (0.5 + Math.random()));
      }
    }
  };
};
