import { type TSchema, Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const orNull = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Ids = Type.Array(Id, { minItems: 1, maxItems: 100 });
/** What a text of PostgreSQL can hold: no NUL, no halves of characters. */
const Text = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000\\ud800-\\udfff]*$' });
const Timestamp = Type.String({ format: 'date-time' });
const Page = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
};

export const ParkedMessageParams = Type.Object({ id: Id });

/** `reason` is the beginning of a reason. */
export const ParkedMessageListQuery = Type.Object(
  {
    consumer: Type.Optional(Text(200)),
    key: Type.Optional(Text(1_000)),
    type: Type.Optional(Text(200)),
    reason: Type.Optional(Text(500)),
    ...Page,
  },
  closed,
);

const summary = {
  id: Id,
  consumer: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  key: orNull(Type.String()),
  eventId: orNull(Type.String()),
  type: orNull(Type.String()),
  reason: Type.String(),
  attempts: Type.Integer(),
  parkedAt: Timestamp,
  /** Nothing earlier of its key is parked: it can be retried. */
  first: Type.Boolean(),
};

/** The earliest first. `counts` is about all parked messages, whatever the filter. */
export const ParkedMessagePage = Type.Object({
  items: Type.Array(Type.Object(summary)),
  nextCursor: orNull(Type.String()),
  counts: Type.Array(
    Type.Object({
      consumer: Type.String(),
      messages: Type.Integer(),
      keys: Type.Integer(),
      oldestAt: orNull(Timestamp),
    }),
  ),
});

/** Personal data is masked. `data` is null when the message is not JSON, and `bytes` says how long it is. */
export const ParkedMessage = Type.Object({
  ...summary,
  headers: Type.Record(Type.String(), Type.String()),
  data: Type.Unknown(),
  bytes: Type.Integer(),
});

/** Either `ids`, or all of a `consumer`, of a `key`, or of both. */
export const RetryRequest = Type.Object(
  {
    ids: Type.Optional(Ids),
    consumer: Type.Optional(Text(200)),
    key: Type.Optional(Text(1_000)),
    after: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  },
  closed,
);

/**
 * `failed`: its handler refused it once more, see `detail`. `refused`: it was not tried, see `code`.
 * `continueAfter` is not null when more is to be done: send the same again with it as `after`.
 */
export const RetryResponse = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Id,
      outcome: Type.Union([Type.Literal('retried'), Type.Literal('failed'), Type.Literal('refused')]),
      code: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
    }),
  ),
  continueAfter: orNull(Id),
});

export const DiscardRequest = Type.Object(
  { ids: Ids, reason: Type.String({ minLength: 3, maxLength: 500, pattern: '\\S' }) },
  closed,
);

export const DiscardResponse = Type.Object({
  results: Type.Array(
    Type.Object({
      id: Id,
      outcome: Type.Union([Type.Literal('discarded'), Type.Literal('refused')]),
      code: Type.Optional(Type.String()),
      detail: Type.Optional(Type.String()),
    }),
  ),
});

export const EraseRequest = Type.Object({ customerId: Type.String({ format: 'uuid' }) }, closed);

export const EraseResponse = Type.Object({ erased: Type.Integer({ minimum: 0 }) });

export const AuditQuery = Type.Object(
  { messageId: Type.Optional(Id), consumer: Type.Optional(Text(200)), ...Page },
  closed,
);

/** The newest first. `actor` is a user's id, or the name of the service that called. */
export const AuditPage = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Id,
      messageId: Id,
      consumer: Type.String(),
      topic: Type.String(),
      key: orNull(Type.String()),
      eventId: orNull(Type.String()),
      type: orNull(Type.String()),
      action: Type.Union([
        Type.Literal('retried'),
        Type.Literal('retry-failed'),
        Type.Literal('discarded'),
        Type.Literal('erased'),
      ]),
      actor: Type.String(),
      reason: orNull(Type.String()),
      at: Timestamp,
    }),
  ),
  nextCursor: orNull(Type.String()),
});
