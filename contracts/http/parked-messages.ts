import { type Static, Type } from 'typebox';
import { type HttpCall, pageOf, Timestamp, Uuid } from './common.ts';

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Ids = Type.Array(Id, { minItems: 1, maxItems: 100 });
const OrNull = Type.Union([Type.String(), Type.Null()]);

/** `reason` is the beginning of a reason; what is left out matches everything. */
export type ParkedMessageFilter = {
  readonly consumer?: string | undefined;
  readonly key?: string | undefined;
  readonly type?: string | undefined;
  readonly reason?: string | undefined;
};

/**
 * A message that a consumer of the service could not process, or that came behind one (`behind-parked`).
 * `first`: nothing earlier of its key is parked, so it can be retried.
 */
export const ParkedMessageSummary = Type.Object({
  id: Id,
  consumer: Type.String(),
  topic: Type.String(),
  partition: Type.Integer(),
  offset: Type.Integer(),
  key: OrNull,
  eventId: OrNull,
  type: OrNull,
  reason: Type.String(),
  attempts: Type.Integer(),
  parkedAt: Timestamp,
  first: Type.Boolean(),
});
export type ParkedMessageSummary = Static<typeof ParkedMessageSummary>;

/** All that is parked for a consumer. */
export const ParkedMessageCount = Type.Object({
  consumer: Type.String(),
  messages: Type.Integer(),
  keys: Type.Integer(),
  oldestAt: Type.Union([Timestamp, Type.Null()]),
});

/** The earliest first. `counts` is about all parked messages, whatever the filter. */
export const ParkedMessagePage = Type.Object({
  ...pageOf(ParkedMessageSummary).properties,
  counts: Type.Array(ParkedMessageCount),
});
export type ParkedMessagePage = Static<typeof ParkedMessagePage>;

/** Personal data is masked. `data` is null when the message is not JSON, `bytes` is how long it is. */
export const ParkedMessage = Type.Object({
  ...ParkedMessageSummary.properties,
  headers: Type.Record(Type.String(), Type.String()),
  data: Type.Unknown(),
  bytes: Type.Integer(),
});
export type ParkedMessage = Static<typeof ParkedMessage>;

/** Either `ids`, or all of a `consumer`, of a `key`, or of both. */
export const RetryRequest = Type.Object(
  {
    ids: Type.Optional(Ids),
    consumer: Type.Optional(Type.String()),
    key: Type.Optional(Type.String()),
    after: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);
export type RetryRequest = Static<typeof RetryRequest>;

const resultOf = <const Outcome extends string>(...outcomes: Outcome[]) =>
  Type.Object({
    id: Id,
    outcome: Type.Union(outcomes.map((outcome) => Type.Literal(outcome))),
    code: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
  });

/**
 * `failed`: its handler refused it once more, `detail` says why. `refused`: it was not tried, by `code`
 * (`parked-messages/earlier-parked`, `parked-messages/not-found`). When `continueAfter` is not null, more is to
 * be done: send the same again with it as `after`.
 */
export const RetryResponse = Type.Object({
  results: Type.Array(resultOf('retried', 'failed', 'refused')),
  continueAfter: Type.Union([Id, Type.Null()]),
});
export type RetryResponse = Static<typeof RetryResponse>;

export const DiscardRequest = Type.Object(
  { ids: Ids, reason: Type.String({ minLength: 3, maxLength: 500 }) },
  { additionalProperties: false },
);
export type DiscardRequest = Static<typeof DiscardRequest>;

export const DiscardResponse = Type.Object({ results: Type.Array(resultOf('discarded', 'refused')) });
export type DiscardResponse = Static<typeof DiscardResponse>;

export const EraseRequest = Type.Object({ customerId: Uuid }, { additionalProperties: false });

/** How many messages were changed. */
export const EraseResponse = Type.Object({ erased: Type.Integer({ minimum: 0 }) });

/** Who did what to which parked message. `actor` is a user's id, or the name of the service that called. */
export const ParkedMessageAuditEntry = Type.Object({
  id: Id,
  messageId: Id,
  consumer: Type.String(),
  topic: Type.String(),
  key: OrNull,
  eventId: OrNull,
  type: OrNull,
  action: Type.Union([
    Type.Literal('retried'),
    Type.Literal('retry-failed'),
    Type.Literal('discarded'),
    Type.Literal('erased'),
  ]),
  actor: Type.String(),
  reason: OrNull,
  at: Timestamp,
});
export type ParkedMessageAuditEntry = Static<typeof ParkedMessageAuditEntry>;

/** The newest first. */
export const ParkedMessageAuditPage = pageOf(ParkedMessageAuditEntry);

type Position = { readonly cursor?: string | undefined; readonly limit?: number | undefined };

/** The same routes in every service that consumes. With no user's token the caller signs as itself. */
export const parkedMessagesClient = (call: HttpCall, userToken?: string) => {
  const as = userToken === undefined ? {} : { userToken };
  const path = '/v1/parked-messages';
  return {
    list: (query: ParkedMessageFilter & Position) =>
      call({ method: 'GET', path, query, ...as, response: ParkedMessagePage }),
    get: (id: number) => call({ method: 'GET', path: `${path}/${id}`, ...as, response: ParkedMessage }),
    /** Harmless to repeat, but never repeated by itself: the second answer could not tell what the first did. */
    retry: (body: RetryRequest) =>
      call({ method: 'POST', path: `${path}/retry`, body, ...as, response: RetryResponse }),
    /** As `retry`. */
    discard: (body: DiscardRequest) =>
      call({ method: 'POST', path: `${path}/discard`, body, ...as, response: DiscardResponse }),
    /** Safe to repeat. */
    erase: (customerId: string) =>
      call({
        method: 'POST',
        path: `${path}/erase`,
        body: { customerId },
        ...as,
        idempotent: true,
        response: EraseResponse,
      }),
    audit: (query: { readonly messageId?: number; readonly consumer?: string } & Position) =>
      call({ method: 'GET', path: `${path}/audit`, query, ...as, response: ParkedMessageAuditPage }),
  };
};
