import type { Static, TObject } from 'typebox';
import type { Event, EventDefinition } from './event.ts';
import { Unprocessable } from './failure.ts';
import { handle } from './handler.ts';
import { type Incoming, toEvent, typeOf } from './incoming.ts';
import type { Kafka } from './kafka.ts';
import { createTopicReader } from './topic-reader.ts';

const PATIENCE_MS = 30_000;

/** An event, or (null) that there is nothing under its key any more. */
export type TopicEntry<Data> = { readonly key: string; readonly event: Event<Data> | null };

export type TopicPiece<Data> = {
  readonly partition: number;
  /** In the order of the partition. */
  readonly entries: readonly TopicEntry<Data>[];
  /** Messages that are no event, or not as the schema has it. Those of other types are not counted. */
  readonly unreadable: number;
  /** How much of the topic has been read with this piece, 0 to 1. */
  readonly share: number;
};

/**
 * What the topic of `definition` holds at the moment of the call, from its beginning: partition by partition, in
 * pieces of about a quarter of a megabyte. The next one is fetched when it is asked for. Belongs to no consumer group and
 * commits nothing, so that it can be done beside those that do. Throws TopicUnreadable when the cluster has given
 * no answer for `patienceMs`, and the reason of `signal`.
 */
export async function* readTopic<Schema extends TObject>(options: {
  readonly kafka: Kafka;
  readonly definition: EventDefinition<Schema>;
  readonly signal: AbortSignal;
  readonly patienceMs?: number;
}): AsyncGenerator<TopicPiece<Static<Schema>>, void> {
  const { kafka, definition, signal, patienceMs = PATIENCE_MS } = options;
  const entryOf = entryReader(definition);
  const reader = createTopicReader({ kafka, topic: definition.topic, patienceMs, signal });
  try {
    const spans = await reader.spans();
    const all = spans.reduce((sum, { position, end }) => sum + (end - position), 0n);
    let before = 0n;
    for (const { partition, position: beginning, end } of spans) {
      let position = beginning;
      while (position < end) {
        const { messages, next } = await reader.read({ partition, position, end });
        position = next;
        const left = Math.max(0, Number(end - position));
        const read = messages.map(entryOf);
        yield {
          partition,
          entries: read.filter((entry) => typeof entry === 'object'),
          unreadable: read.filter((entry) => entry === 'unreadable').length,
          share: (Number(before + (end - beginning)) - left) / Number(all),
        };
      }
      before += end - beginning;
    }
  } finally {
    reader.close();
  }
}

const entryReader = <Schema extends TObject>(definition: EventDefinition<Schema>) => {
  const { check } = handle(definition, async () => undefined);
  return (incoming: Incoming): TopicEntry<Static<Schema>> | 'unreadable' | 'other' => {
    const { key, payload } = incoming;
    if (payload === null) return key === null ? 'unreadable' : { key, event: null };
    const type = typeOf(incoming);
    if (type !== null && type !== definition.type) return 'other';
    try {
      const event = toEvent(incoming);
      return { key: event.key, event: (check?.(event) ?? event) as Event<Static<Schema>> };
    } catch (error) {
      if (!(error instanceof Unprocessable)) throw error;
      return 'unreadable';
    }
  };
};
