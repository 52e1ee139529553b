import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Background, Log } from '@fondaco/chassis/service';
import { bound } from '@fondaco/chassis/tracing';
import type { PaymentMetrics } from '../metrics.ts';
import { LeaseLost } from '../payment-process.ts';
import { ProviderUnavailable } from '../provider/payment-provider.ts';
import { backoffSeconds, CONFIRM_SECONDS, LEASE_SECONDS, leaseEnd, type Work } from '../work/work.ts';
import {
  claimWork,
  dropWork,
  measureBacklog,
  postponeWork,
  readInputs,
  releaseWork,
} from '../work/work-store.ts';
import type { Perform } from './perform.ts';

const SWEEP_MS = 1_000;
const MEASURE_EVERY = 5;
/** A lease with less than this left may run out before the provider has answered: somebody else's turn. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Does what is to be done at the provider: what this process has begun, at once; what any replica has left
 * behind, as soon as its lease has run out. At most `concurrency` calls at once; what fails is done again.
 */
export const createProviderWork = (deps: {
  readonly db: Database;
  readonly performers: Readonly<Record<Work['kind'], Perform>>;
  readonly concurrency: number;
  readonly metrics: PaymentMetrics;
  readonly newId: () => string;
  readonly log: Log;
}) => {
  const { db, performers, concurrency, metrics, newId, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  const waiting: { readonly work: Work; readonly perform: (work: Work) => Promise<void> }[] = [];
  const running = new Set<Promise<void>>();
  let sweeping: Promise<void> = Promise.resolve();
  let woken = Promise.withResolvers<void>();

  const perform = async (work: Work): Promise<void> => {
    try {
      const inputs = work.inputs ?? (await readInputs(db, work));
      const performed = inputs === null ? 'obsolete' : await performers[work.kind](work, inputs);
      if (performed === 'obsolete') await dropWork(db, work);
      if (performed === 'again') {
        const inSeconds = work.kind === 'confirm' ? CONFIRM_SECONDS : backoffSeconds(work.failures);
        await postponeWork(db, work, { inSeconds, failed: work.kind !== 'confirm' });
      }
    } catch (error) {
      await giveBack(work, error);
    }
  };

  const giveBack = async (work: Work, error: unknown): Promise<void> => {
    const { kind, subjectId, orderId, failures } = work;
    if (error instanceof LeaseLost) {
      metrics.late(kind);
      log.info({ kind, subjectId, orderId }, 'somebody else has taken the work over');
      return;
    }
    const expected = error instanceof ProviderUnavailable;
    log[expected ? 'warn' : 'error'](
      { err: error, kind, subjectId, orderId, failures },
      'work is done again',
    );
    try {
      await postponeWork(db, work, { inSeconds: backoffSeconds(failures), failed: true });
    } catch (lost) {
      log.warn({ err: lost, kind, subjectId }, 'the lease is left to run out');
    }
  };

  const begin = (): void => {
    while (!signal.aborted && running.size < concurrency) {
      const next = waiting.shift();
      if (next === undefined) return;
      const { work } = next;
      if (performance.now() > work.leasedUntil - LEASE_MARGIN_MS) continue;
      const done: Promise<void> = next.perform(work).finally(() => {
        running.delete(done);
        begin();
      });
      running.add(done);
    }
  };

  const start = (work: Work): void => {
    // In the trace of what it follows from, whoever makes room for it.
    waiting.push({ work, perform: bound(perform) });
    begin();
  };

  const sweep = async (): Promise<void> => {
    const free = concurrency - running.size - waiting.length;
    if (free <= 0) return;
    const token = newId();
    const leasedUntil = leaseEnd();
    const claimed = await claimWork(db, { token, leaseSeconds: LEASE_SECONDS, limit: free });
    for (const work of claimed) start({ ...work, token, fresh: false, leasedUntil });
  };

  const sweepForEver = async (): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn++) {
      try {
        woken = Promise.withResolvers<void>();
        await sweep();
        if (turn % MEASURE_EVERY === 0) metrics.backlog(await measureBacklog(db));
      } catch (error) {
        log.warn({ err: error }, 'unfinished work cannot be read');
      }
      const pause = delay(SWEEP_MS, undefined, { signal }).catch(() => undefined);
      await Promise.race([pause, woken.promise]);
    }
  };

  const background: Background = {
    name: 'provider-work',
    start: async () => {
      sweeping = sweepForEver();
    },
    stop: async () => {
      stopping.abort();
      await sweeping;
      const tokens = waiting.splice(0).map(({ work }) => work.token);
      await Promise.all(running);
      if (tokens.length === 0) return;
      await releaseWork(db, tokens).catch((error: unknown) => {
        log.warn({ err: error }, 'leases are left to run out');
      });
    },
  };

  return {
    background,
    /** Takes up work that was committed under a lease of this process. */
    start,
    /** Looks for due work now rather than at the next turn. */
    wake: () => woken.resolve(),
  };
};
