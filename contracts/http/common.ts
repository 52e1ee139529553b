import { type Static, type TSchema, Type } from 'typebox';

/** An amount in minor units (pence, cents) with its ISO 4217 code. */
export const Money = Type.Object(
  {
    amountMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;

export const Uuid = Type.String({ format: 'uuid' });

/** UTC, RFC 3339. */
export const Timestamp = Type.String({ format: 'date-time' });

/**
 * Case-insensitive on the way in, upper case wherever it is stored. The pattern is the one rule of
 * what a SKU is: imports and orders are held to the same.
 */
export const Sku = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$' });

/** Printable ASCII, as the HTTPAPI working group's draft of the header has it. */
export const IdempotencyKey = Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' });

/** One line of text: no control characters, which could end a header's line, no halves of characters. */
const LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\ud800-\\udfff]*$';
export const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: LINE });

/** An opaque position in a listing; only what a listing answered is a valid one. */
export const Cursor = Type.String({ minLength: 1, maxLength: 512 });

/** One page of a listing. `nextCursor` is null on the last page. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    nextCursor: Type.Union([Cursor, Type.Null()]),
  });

/** RFC 9457. `code` is stable and what programs decide by; `detail` is for people and may change. */
export const ProblemDocument = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.Optional(Type.String()),
  instance: Type.Optional(Type.String()),
});
export type ProblemDocument = Static<typeof ProblemDocument> & Record<string, unknown>;

/**
 * How a typed client reaches its service. The chassis brings the one implementation, with deadline,
 * retries and breaker; the clients here only say what a call looks like.
 */
export type HttpCall = <Response extends TSchema>(call: {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The user's access token to pass on. Without one the caller signs as itself. */
  readonly userToken?: string;
  /** Whether the call may be sent a second time. Defaults to true for GET only. */
  readonly idempotent?: boolean;
  /** Shape of the 2xx answer. */
  readonly response: Response;
}) => Promise<Static<Response>>;
