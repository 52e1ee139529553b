import type { Database, Transaction } from '../postgres/index.ts';
import type { Log } from '../service/index.ts';
import { inScope, linkAll } from '../tracing/index.ts';
import type { ConsumerMeasurements, Outcome } from './consumer-measurements.ts';
import type { Event } from './event.ts';
import { type Handler, handlerFinder } from './handler.ts';
import { takeEvents } from './inbox-store.ts';
import { type Incoming, toEvent } from './incoming.ts';
import { finishMessage, type MessageScope, messageScope } from './message-scope.ts';
import { parkMessage } from './park-message.ts';
import { staysBehindParked } from './parked/sequence-store.ts';

/**
 * Deals with messages of different keys in one transaction. Answers nothing when all are done; otherwise
 * nothing has happened, and each is to be processed alone: the answer says which of them failed, as far as
 * that is known. Throws nothing.
 */
export type ProcessBatch = (
  batch: readonly Incoming[],
) => Promise<{ readonly failed: Incoming | undefined; readonly error: unknown } | undefined>;

type Message = MessageScope & {
  readonly incoming: Incoming;
  readonly handler: Handler;
  readonly event: Event<unknown>;
};

export const createProcessBatch = (deps: {
  readonly db: Database;
  readonly consumer: string;
  readonly handlers: readonly Handler[];
  readonly inbox: boolean;
  readonly measurements: ConsumerMeasurements;
  readonly log: Log;
}): ProcessBatch => {
  const { db, consumer, inbox, measurements, log } = deps;
  const handlerOf = handlerFinder(deps.handlers);

  /** Parks what is behind parked messages. 'processed' is what is still to be handled. */
  const take = async (tx: Transaction, messages: readonly Message[]): Promise<Outcome[]> => {
    if (!inbox) return messages.map(() => 'processed');
    const taken = await takeEvents(
      tx,
      consumer,
      messages.map(({ incoming, event }) => ({
        eventId: event.id,
        topic: incoming.topic,
        key: incoming.key ?? '',
      })),
    );
    const seen = new Set<string>();
    const outcomes: Outcome[] = [];
    for (const [n, { incoming, event }] of messages.entries()) {
      const { topic, key } = incoming;
      if (!taken[n]?.first || seen.has(event.id)) outcomes.push('duplicate');
      else if (taken[n].behindParked && (await staysBehindParked(tx, { consumer, topic, key }))) {
        await parkMessage(tx, consumer, incoming, 'behind-parked', 0);
        outcomes.push('parked');
      } else outcomes.push('processed');
      seen.add(event.id);
    }
    return outcomes;
  };

  const processTogether = (messages: readonly Message[], begin: (message?: Message) => void) =>
    db.transaction(async (tx) => {
      const outcomes = await take(tx, messages);
      const fresh = messages.filter((_, n) => outcomes[n] === 'processed');
      for (const [prepare, several] of Map.groupBy(fresh, ({ handler }) => handler.prepare)) {
        if (prepare === undefined) continue;
        const events = several.map((message) => {
          begin(message);
          return message.handler.check?.(message.event) ?? message.event;
        });
        begin();
        await prepare(tx, events);
      }
      for (const message of fresh) {
        begin(message);
        await inScope(message.scope, () => message.handler.run(tx, message.event));
      }
      begin();
      return outcomes;
    });

  return async (batch) => {
    const began = performance.now();
    let current: Incoming | undefined;
    const messages: Message[] = [];
    try {
      for (const incoming of batch) {
        current = incoming;
        const handler = handlerOf(incoming);
        if (handler === undefined) measurements.message('unknown', 'ignored', 0);
        else {
          const event = toEvent(incoming);
          messages.push({ incoming, handler, event, ...messageScope(incoming, consumer, handler.type) });
        }
      }
      current = undefined;
      if (messages.length === 0) return undefined;
      messages.sort(byKey);
      linkAll(messages.map(({ span }) => span));
      const outcomes = await processTogether(messages, (message) => {
        current = message?.incoming;
      });
      const seconds = (performance.now() - began) / 1_000;
      for (const [n, message] of messages.entries()) {
        const outcome = outcomes[n] ?? 'processed';
        finishMessage(deps, message, { type: message.handler.type, outcome, seconds });
      }
      return undefined;
    } catch (error) {
      log.info({ err: error, consumer, messages: batch.length }, 'processing messages one by one');
      measurements.retried();
      for (const { span } of messages) span?.end({ error: 'processed-alone' });
      return { failed: current, error };
    }
  };
};

/** In one order everywhere, so that transactions beside each other meet at the same locks first. */
const byKey = (a: Message, b: Message): number => {
  if (a.event.key === b.event.key) return 0;
  return a.event.key < b.event.key ? -1 : 1;
};
