import { validate as isUuid } from 'uuid';
import type { Event } from './event.ts';
import { Unprocessable } from './failure.ts';

/** A message as it came, before anybody knows whether it is an event. */
export type Incoming = {
  /** Without the namespace. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer | null;
};

/** What the client library has of a message, by whichever way it was read. */
type Read = {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: Buffer | null | undefined;
  readonly value: Buffer | null | undefined;
  readonly headerEntries: readonly (readonly [Buffer | null, Buffer | null])[];
};

export const toIncoming = (message: Read, topic: string): Incoming => ({
  topic,
  partition: message.partition,
  offset: message.offset,
  key: message.key ? textOf(message.key) : null,
  headers: Object.fromEntries(
    message.headerEntries.map(([name, value]) => [name ? textOf(name) : '', value ? textOf(value) : '']),
  ),
  payload: message.value ?? null,
});

/** PostgreSQL has no text with a NUL: a message with one could neither be processed nor parked. */
const textOf = (bytes: Buffer): string => bytes.toString().replaceAll('\0', '\ufffd');

export const typeOf = (incoming: Incoming): string | null => incoming.headers.ce_type ?? null;

/** The event's id, if it has one that an inbox can hold. */
export const eventIdOf = (incoming: Incoming): string | null => {
  const id = incoming.headers.ce_id;
  return id !== undefined && isUuid(id) ? id : null;
};

/** The event in the message; its data are not checked against a schema yet. Throws Unprocessable. */
export const toEvent = (incoming: Incoming): Event<unknown> => {
  const id = eventIdOf(incoming);
  const type = typeOf(incoming);
  if (id === null) throw new Unprocessable('the message has no ce_id that is a UUID');
  if (type === null) throw new Unprocessable('the message has no ce_type');
  return {
    id,
    type,
    time: incoming.headers.ce_time ?? '',
    key: incoming.key ?? '',
    data: parseJson(incoming.payload),
  };
};

const parseJson = (payload: Buffer | null): unknown => {
  try {
    return JSON.parse(payload?.toString() ?? '');
  } catch {
    // Its message would quote the payload.
    throw new Unprocessable('the payload is not JSON');
  }
};
