import { type Static, Type } from 'typebox';
import { type HttpCall, IdempotencyKey, Line, pageOf, Timestamp, Uuid } from './common.ts';

/**
 * Of the header of a CSV, or the members of each line of an NDJSON: these and `attribute:NAME` and `option:NAME`,
 * in NDJSON `attributes` and `options` with an object each. A report of refused rows may be imported again once it
 * has been corrected: `line`, `reason` and `column` are passed over.
 */
export const IMPORT_COLUMNS = ['sku', 'name', 'price', 'currency', 'stock'] as const;
export const OPTIONAL_IMPORT_COLUMNS = ['product', 'category', 'description', 'status'] as const;
export const IGNORED_IMPORT_COLUMNS = ['line', 'reason', 'column'] as const;

/** In the order in which they are looked at: a row is refused for the first that applies. */
export const IMPORT_REFUSALS = [
  'row-too-long',
  'not-utf-8',
  'invalid-json',
  'unknown-field',
  'too-many-fields',
  'invalid-sku',
  'empty-name',
  'name-too-long',
  'invalid-price',
  'price-not-positive',
  'price-below-minor-unit',
  'invalid-currency',
  'invalid-stock',
  'invalid-product',
  'invalid-category',
  'description-too-long',
  'invalid-status',
  'invalid-property',
  'duplicate-sku',
  'sku-of-another-product',
  'product-differs',
  'too-many-variants',
  'too-many-properties',
] as const;
export const ImportRefusal = Type.Enum(IMPORT_REFUSALS);
export type ImportRefusal = (typeof IMPORT_REFUSALS)[number];

export const ImportFormat = Type.Enum(['csv', 'ndjson'] as const);
export type ImportFormat = Static<typeof ImportFormat>;

/** With `setStock` the stock of known SKUs is set too, else only that of new ones. */
export const ImportRequest = Type.Object(
  { format: ImportFormat, setStock: Type.Boolean() },
  { additionalProperties: false },
);

export const MAX_PART_BYTES = 512 * 1024;
export const MAX_PARTS = 4096;
/** A row may have so many bytes. */
export const MAX_ROW_BYTES = 256 * 1024;

/** What was sent: so many parts, so many bytes in all of them. */
export const ImportStart = Type.Object(
  {
    parts: Type.Integer({ minimum: 1, maximum: MAX_PARTS }),
    bytes: Type.Integer({ minimum: 1, maximum: MAX_PARTS * MAX_PART_BYTES }),
  },
  { additionalProperties: false },
);

/**
 * `quote-not-closed`: what follows the line cannot be told apart any more. `internal-error`: see the service's log.
 * `abandoned`: it was never started. The rows above the line are imported, the others are not.
 */
export const ImportFailure = Type.Object({
  code: Type.Enum(['invalid-header', 'quote-not-closed', 'internal-error', 'abandoned'] as const),
  line: Type.Integer({ minimum: 0 }),
  detail: Type.String(),
});
export type ImportFailure = Static<typeof ImportFailure>;

export const Import = Type.Object({
  importId: Uuid,
  format: ImportFormat,
  setStock: Type.Boolean(),
  state: Type.Enum(['uploading', 'running', 'done', 'failed'] as const),
  /** How many parts are there without a gap, counted from the first. */
  parts: Type.Integer({ minimum: 0 }),
  /** Of the file, once it is known. */
  bytes: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
  bytesDone: Type.Integer({ minimum: 0 }),
  /** Rows that were looked at: those accepted and those refused. */
  rows: Type.Integer({ minimum: 0 }),
  accepted: Type.Integer({ minimum: 0 }),
  /** Of the accepted ones. */
  added: Type.Integer({ minimum: 0 }),
  changed: Type.Integer({ minimum: 0 }),
  unchanged: Type.Integer({ minimum: 0 }),
  /** How many rows were refused, by reason. */
  rejected: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
  failure: Type.Union([ImportFailure, Type.Null()]),
  begunAt: Timestamp,
  endedAt: Type.Union([Timestamp, Type.Null()]),
});
export type Import = Static<typeof Import>;

/**
 * `line` is where the row begins in the file, `column` the one that is at fault, `row` what stood in its columns, cut
 * to 1,000 characters each; null when that could not be read.
 */
export const RefusedRow = Type.Object({
  line: Type.Integer({ minimum: 1 }),
  reason: ImportRefusal,
  column: Type.Union([Type.String(), Type.Null()]),
  row: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()]),
});
export type RefusedRow = Static<typeof RefusedRow>;

/** In the order of the file. */
export const RefusalPage = pageOf(RefusedRow);

export const ExportQuery = Type.Object({ format: ImportFormat }, { additionalProperties: false });

export const ImportHeaders = Type.Object({ 'idempotency-key': Type.Optional(IdempotencyKey) });

/** A name on the way from the top of the tree down, `Home > Lamps`; `\` before a `>` that is part of a name. */
export const CategoryName = Line(80);

export const importsClient = (call: HttpCall) => ({
  /** The same key and request again: the same import, as it is now. */
  begin: (request: Static<typeof ImportRequest>, idempotencyKey: string) =>
    call({
      method: 'POST',
      path: '/v1/products/imports',
      body: request,
      headers: { 'idempotency-key': idempotencyKey },
      idempotent: true,
      response: Import,
    }),
  /** `number` counts from 1. */
  sendPart: (importId: string, number: number, content: Uint8Array) =>
    call({
      method: 'PUT',
      path: `/v1/products/imports/${importId}/parts/${number}`,
      body: content,
      idempotent: true,
      response: Type.Object({}),
    }),
  start: (importId: string, file: Static<typeof ImportStart>) =>
    call({
      method: 'POST',
      path: `/v1/products/imports/${importId}/start`,
      body: file,
      idempotent: true,
      response: Import,
    }),
  read: (importId: string) =>
    call({ method: 'GET', path: `/v1/products/imports/${importId}`, response: Import }),
  refusals: (importId: string, cursor: string | null) =>
    call({
      method: 'GET',
      path: `/v1/products/imports/${importId}/refusals`,
      query: { limit: 500, ...(cursor !== null && { cursor }) },
      response: RefusalPage,
    }),
});
