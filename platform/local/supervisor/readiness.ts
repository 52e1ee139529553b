import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessSpec } from './process-spec.ts';

const firstPauseMs = 25;
const longestPauseMs = 250;

/** Asks until the process is ready, its time is over, or nobody wants to know any more. */
export const pollReadiness = async (
  spec: Pick<ProcessSpec, 'ready' | 'readyTimeoutMs'>,
  cancelled: AbortSignal,
  notYet: (reason: string) => void,
): Promise<'ready' | 'overdue' | 'cancelled'> => {
  const deadline = Date.now() + spec.readyTimeoutMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 1.5)) {
    try {
      await spec.ready();
      return cancelled.aborted ? 'cancelled' : 'ready';
    } catch (error) {
      if (cancelled.aborted) return 'cancelled';
      notYet(error instanceof Error ? error.message : String(error));
    }
    if (Date.now() >= deadline) return 'overdue';
    await delay(pause);
    if (cancelled.aborted) return 'cancelled';
  }
};
