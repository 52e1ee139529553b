import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Transaction } from '../postgres/index.ts';
import type { Log } from '../service/index.ts';
import { inScope } from '../tracing/index.ts';
import type { ConsumerMeasurements, Outcome } from './consumer-measurements.ts';
import { backoffMs, judge, reasonOf } from './failure.ts';
import { type Handler, handlerFinder } from './handler.ts';
import { takeEvent } from './inbox-store.ts';
import { eventIdOf, type Incoming, toEvent } from './incoming.ts';
import { finishMessage, messageScope } from './message-scope.ts';
import { parkMessage } from './park-message.ts';
import { staysBehindParked } from './parked/sequence-store.ts';

/** The session ended before the message was done: another one will take it up again. */
export class Abandoned extends Error {}

/** An attempt that was made before, together with other messages. */
export type Failure = { readonly error: unknown };

export type ProcessMessage = (incoming: Incoming, signal: AbortSignal, before?: Failure) => Promise<Outcome>;

/** Called when the infrastructure fails, and again when it is back. */
export type Hold = { begin(): void; end(): void };

/**
 * Deals with one message to the end: processes it, finds it done before, parks it or ignores it. Waits out
 * failures of the infrastructure for as long as it takes. Throws nothing but Abandoned.
 */
export const createProcessMessage = (deps: {
  readonly db: Database;
  readonly consumer: string;
  readonly handlers: readonly Handler[];
  readonly inbox: boolean;
  readonly hold: Hold;
  readonly measurements: ConsumerMeasurements;
  readonly log: Log;
}): ProcessMessage => {
  const { db, consumer, inbox, hold, measurements, log } = deps;
  const handlerOf = handlerFinder(deps.handlers);

  const take = (tx: Transaction, incoming: Incoming, eventId: string) =>
    takeEvent(tx, { consumer, eventId, topic: incoming.topic, key: incoming.key ?? '' });

  const attempt = (incoming: Incoming, handler: Handler): Promise<Outcome> => {
    const event = toEvent(incoming);
    return db.transaction(async (tx) => {
      if (inbox) {
        const { first, behindParked } = await take(tx, incoming, event.id);
        if (!first) return 'duplicate';
        const { topic, key } = incoming;
        if (behindParked && (await staysBehindParked(tx, { consumer, topic, key }))) {
          await parkMessage(tx, consumer, incoming, 'behind-parked', 0);
          return 'parked';
        }
      }
      await handler.run(tx, event);
      return 'processed';
    });
  };

  /** In the transaction of its inbox row, so that it is parked once however often it comes. */
  const parkFor = (incoming: Incoming, error: unknown, attempts: number): Promise<Outcome> =>
    db.transaction(async (tx) => {
      const eventId = eventIdOf(incoming);
      if (inbox && eventId !== null && !(await take(tx, incoming, eventId)).first) return 'duplicate';
      await parkMessage(tx, consumer, incoming, reasonOf(error), attempts);
      return 'parked';
    });

  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    await delay(ms, undefined, { signal }).catch(() => undefined);
  };

  /** Does `work` again and again until what fails is not `temporary`: the infrastructure, if not said otherwise. */
  const outlasting = async (
    work: () => Promise<Outcome>,
    signal: AbortSignal,
    temporary = (error: unknown): boolean => judge(error, 0) === 'wait',
  ): Promise<Outcome> => {
    let failures = 0;
    try {
      for (;;) {
        if (signal.aborted) throw new Abandoned();
        try {
          return await work();
        } catch (error) {
          if (!temporary(error)) throw error;
          failures += 1;
          if (failures === 1) hold.begin();
          log.warn({ err: error, consumer }, 'the infrastructure failed, trying the message again');
          measurements.retried();
          await pause(backoffMs(failures), signal);
        }
      }
    } finally {
      if (failures > 0) hold.end();
    }
  };

  const untilDone = async (
    incoming: Incoming,
    handler: Handler,
    signal: AbortSignal,
    before: Failure | undefined,
  ): Promise<Outcome> => {
    let earlier = before !== undefined && judge(before.error, 0) !== 'wait' ? before : undefined;
    for (let attempts = 1; ; attempts++) {
      try {
        if (earlier !== undefined) throw earlier.error;
        return await outlasting(async () => attempt(incoming, handler), signal);
      } catch (error) {
        earlier = undefined;
        if (error instanceof Abandoned) throw error;
        if (judge(error, attempts) === 'park') {
          const { topic, partition, offset } = incoming;
          log.error(
            {
              err: error,
              consumer,
              type: handler.type,
              eventId: eventIdOf(incoming),
              topic,
              partition,
              offset: String(offset),
              attempts,
            },
            'a message cannot be processed and is parked',
          );
          // Whatever hinders it: past a message that is neither done nor parked no other of its key may get.
          return outlasting(
            () => parkFor(incoming, error, attempts),
            signal,
            () => true,
          );
        }
        measurements.retried();
        await pause(backoffMs(attempts) * 2, signal);
      }
    }
  };

  return async (incoming, signal, before) => {
    const handler = handlerOf(incoming);
    if (handler === undefined) {
      // Not by its own name: whoever may write to the topic could make labels without end.
      measurements.message('unknown', 'ignored', 0);
      return 'ignored';
    }
    const began = performance.now();
    const begun = messageScope(incoming, consumer, handler.type);
    try {
      const outcome = await inScope(begun.scope, () => untilDone(incoming, handler, signal, before));
      const seconds = (performance.now() - began) / 1_000;
      finishMessage(deps, begun, { type: handler.type, outcome, seconds });
      return outcome;
    } catch (error) {
      begun.span?.end({ error: 'abandoned' });
      throw error;
    }
  };
};
