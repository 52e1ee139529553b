import { setTimeout as delay } from 'node:timers/promises';
import { createGather, type Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { type Settlement, settleEmails } from '../email/email-store.ts';

const PAUSE_MS = 200;
/** So long after the server's answer a kill still has the e-mail sent again: many are written down together. */
const LINGER_MS = 50;
const MOST = 100;

/** Resolves when it is committed, or when there is no use in waiting for that any longer. */
export type Settle = (settlement: Settlement) => Promise<void>;

/**
 * Writes down what became of e-mails, those of a moment together. A database that is away is waited for: what is
 * not written down would be sent again.
 */
export const createSettle = (deps: {
  readonly db: Database;
  readonly signal: AbortSignal;
  readonly log: Log;
}): Settle => {
  const { db, signal, log } = deps;

  const write = async (settlements: readonly Settlement[]): Promise<readonly undefined[]> => {
    for (;;) {
      try {
        await settleEmails(db, settlements);
        return [];
      } catch (error) {
        log.warn({ err: error, emails: settlements.length }, 'cannot write down what became of e-mails');
        if (signal.aborted) return [];
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  return createGather({ paceMs: 0, lingerMs: LINGER_MS, most: MOST, concurrency: 1, work: write });
};
