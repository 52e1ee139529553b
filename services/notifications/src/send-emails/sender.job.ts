import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Background, Log } from '@fondaco/chassis/service';
import { outagePauseMs } from '../email/delays.ts';
import { type ClaimedEmail, claimEmails, measureUnsent } from '../email/email-store.ts';
import type { NotificationMetrics } from '../metrics.ts';
import type { SendEmail } from './send-email.ts';
import type { Settle } from './settle.ts';

const BATCH = 50;
const POLL_MS = 1_000;
/** Between two claims, unless there is more than one of them takes: no e-mail is in such a hurry. */
const PACE_MS = 100;
const SAMPLE_MS = 5_000;
/** What is under way at the end may come to its end; what is late is sent again, as the same e-mail. */
const FINISH_MS = 5_000;
/** A claimed e-mail that was not begun by then is given back. */
const BEGIN_MS = 5_000;
/** On top of all that an e-mail may take, so that nobody else takes one that is still being sent. */
const LEASE_MARGIN_MS = 5_000;

export type Sender = Background & {
  /** There is something to send. */
  wake(): void;
};

/** Sends what is due, a few at once; when no server can be reached, one by one until one can. */
export const createSender = (deps: {
  readonly db: Database;
  readonly sendEmail: SendEmail;
  readonly settle: Settle;
  /** Ends what is being transmitted. */
  readonly abandon: () => void;
  readonly connections: number;
  readonly deadlineMs: number;
  readonly metrics: NotificationMetrics;
  readonly log: Log;
}): Sender => {
  const { db, sendEmail, settle, connections, deadlineMs, metrics, log } = deps;
  const leaseMs = BEGIN_MS + deadlineMs + LEASE_MARGIN_MS;
  const stopping = new AbortController();
  const { signal } = stopping;

  let claimed: { readonly email: ClaimedEmail; readonly startBy: number }[] = [];
  const sending = new Set<Promise<void>>();
  const settling = new Set<Promise<void>>();
  /** Whether there may be more than what is claimed. */
  let more = false;
  let failures = 0;
  let pausedUntil = 0;
  let ring = Promise.withResolvers<void>();
  let running: Promise<unknown> = Promise.resolve();

  const wake = (): void => ring.resolve();

  /** So that another replica, or this one later, can take it at once. */
  const giveBack = async ({ emailId, attempts }: ClaimedEmail): Promise<void> =>
    settle({ emailId, attempts, state: 'waiting', reason: null, delaySeconds: 0, uncounted: true });

  /** What the end has to wait for. */
  const keep = (work: Promise<void>): void => {
    const kept = work.finally(() => settling.delete(kept));
    settling.add(kept);
  };

  const giveBackAll = (): void => {
    const unsent = claimed;
    claimed = [];
    for (const { email } of unsent) keep(giveBack(email));
  };

  const track = (work: Promise<void>): void => {
    const tracked = work.finally(() => {
      sending.delete(tracked);
      begin();
      if (more && claimed.length === 0) wake();
    });
    sending.add(tracked);
  };

  const send = async (email: ClaimedEmail): Promise<void> => {
    const { outcome, settled } = await sendEmail(email);
    // Its connection is free for the next one meanwhile.
    keep(settled);
    // Of the server it says nothing.
    if (outcome === 'suppressed') return;
    if (outcome !== 'unreachable') {
      failures = 0;
      return;
    }
    giveBackAll();
    // Several that fail at once are one failure of the server.
    if (performance.now() < pausedUntil) return;
    failures += 1;
    pausedUntil = performance.now() + outagePauseMs(failures);
    const level = failures === 1 || failures % 100 === 0 ? 'warn' : 'debug';
    log[level]({ failures }, 'the mail server cannot be reached, trying again');
  };

  const begin = (): void => {
    while (sending.size < connections) {
      const next = claimed.shift();
      if (next === undefined) return;
      // Begun too late it might still be under way when its lease is over.
      if (performance.now() > next.startBy) keep(giveBack(next.email));
      else track(send(next.email));
    }
  };

  const claim = async (): Promise<void> => {
    more = claimed.length > 0 || (failures > 0 && sending.size > 0);
    if (more || performance.now() < pausedUntil) return;
    const limit = failures > 0 ? 1 : BATCH;
    const startBy = performance.now() + BEGIN_MS;
    const emails = await claimEmails(db, limit, leaseMs / 1_000);
    more = emails.length === limit;
    claimed = emails.map((email) => ({ email, startBy }));
    begin();
  };

  const pump = async (): Promise<void> => {
    let began = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const pause = Math.max(pausedUntil - performance.now(), 0);
      const poll = setTimeout(wake, pause > 0 ? pause : POLL_MS);
      await ring.promise;
      clearTimeout(poll);
      // E-mails that come in close succession are claimed together.
      const early = more ? 0 : began + PACE_MS - performance.now();
      if (early > 0) await delay(early, undefined, { signal }).catch(() => undefined);
      began = performance.now();
      ring = Promise.withResolvers<void>();
      try {
        if (!signal.aborted) await claim();
      } catch (error) {
        log.warn({ err: error }, 'cannot read what is to be sent');
        await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const sample = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const { count, oldestSeconds } = await measureUnsent(db);
        metrics.unsent(count, oldestSeconds);
      } catch (error) {
        log.debug({ err: error }, 'cannot measure what is to be sent');
      }
      await delay(SAMPLE_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    name: 'sender',
    wake,
    start: async () => {
      running = Promise.all([pump(), sample()]);
    },
    stop: async () => {
      stopping.abort();
      wake();
      await running;
      giveBackAll();
      const late = setTimeout(deps.abandon, FINISH_MS);
      while (sending.size + settling.size > 0) await Promise.all([...sending, ...settling]);
      clearTimeout(late);
    },
  };
};
