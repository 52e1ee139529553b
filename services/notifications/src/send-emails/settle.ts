import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { type Settlement, settleEmails } from '../email/email-store.ts';

const PAUSE_MS = 200;

/** Resolves when it is committed, or when there is no use in waiting for that any longer. */
export type Settle = (settlement: Settlement) => Promise<void>;

/**
 * Writes down at once what became of an e-mail. What comes while a statement is under way goes with the next
 * one. A database that is away is waited for: what is not written down would be sent again.
 */
export const createSettle = (deps: {
  readonly db: Database;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Settle => {
  const { db, signal, log } = deps;
  let waiting: { readonly settlement: Settlement; readonly done: () => void }[] = [];
  let writing = false;

  const write = async (settlements: readonly Settlement[]): Promise<void> => {
    for (;;) {
      try {
        return await settleEmails(db, settlements);
      } catch (error) {
        log.warn({ err: error, emails: settlements.length }, 'cannot write down what became of e-mails');
        if (signal.aborted) return;
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const drain = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await write(batch.map(({ settlement }) => settlement));
      for (const { done } of batch) done();
    }
    writing = false;
  };

  return (settlement) =>
    new Promise((resolve) => {
      waiting.push({ settlement, done: resolve });
      if (!writing) void drain();
    });
};
