import { murmur2 } from '@platformatic/kafka';
import type { Static, TObject } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { currentTraceparent } from '../tracing/index.ts';
import { cloudEventHeaders, type EventDefinition } from './event.ts';
import type { OutboxRow } from './outbox-store.ts';

/** Fixed for the life of the outbox: which relay may publish a row hangs on it. */
export const BUCKETS = 12;

/** Brokers take 1 MiB by default, headers and framing included. */
export const MAX_PAYLOAD_BYTES = 900 * 1024;

/** The event can not be written: it breaks its contract or is too large. `code` says which. */
export class EventRefused extends Error {
  readonly code: 'messaging/event-invalid' | 'messaging/event-too-large';

  constructor(code: EventRefused['code'], message: string) {
    super(message);
    this.name = 'EventRefused';
    this.code = code;
  }
}

/** Events of one key are always in the same bucket. */
export const bucketOf = (key: string): number => (murmur2(Buffer.from(key)) & 0x7fffffff) % BUCKETS;

const validators = new WeakMap<TObject, Validator>();

export const validatorOf = (schema: TObject): Validator => {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = Compile(schema);
    validators.set(schema, validator);
  }
  return validator;
};

/** The outbox row of an event; throws EventRefused rather than let a broken event into the outbox. */
export const newRow = <Schema extends TObject>(
  event: EventDefinition<Schema>,
  data: Static<Schema>,
  stamp: { readonly service: string; readonly id: string; readonly now: Date },
): OutboxRow => {
  const validator = validatorOf(event.schema);
  if (!validator.Check(data)) {
    const [first] = validator.Errors(data);
    throw new EventRefused(
      'messaging/event-invalid',
      `${event.type} does not follow its schema: ${first?.instancePath || '/'} ${first?.message ?? ''}`,
    );
  }
  const payload = JSON.stringify(data);
  const bytes = Buffer.byteLength(payload);
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw new EventRefused(
      'messaging/event-too-large',
      `${event.type} has ${bytes} bytes, ${MAX_PAYLOAD_BYTES} are allowed: publish less, or publish it in parts`,
    );
  }
  const key = event.key(data);
  const headers = cloudEventHeaders({
    id: stamp.id,
    type: event.type,
    service: stamp.service,
    time: stamp.now,
    key,
    traceparent: currentTraceparent(),
  });
  return {
    bucket: bucketOf(key),
    topic: event.topic,
    key,
    eventId: stamp.id,
    type: event.type,
    headers: JSON.stringify(headers),
    payload,
  };
};
