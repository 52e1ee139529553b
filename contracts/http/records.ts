import { type Static, Type } from 'typebox';
import { Timestamp, Uuid } from './common.ts';

/** How one service asks another what it has on record, to compare the two. */
export const MAX_RECORDS = 500;
/** Ids are little, and each page of them looks for all that has changed. */
export const MAX_CHANGES = 5_000;

export const RecordsQuery = Type.Object(
  { orderIds: Type.Array(Uuid, { minItems: 1, maxItems: MAX_RECORDS }) },
  { additionalProperties: false },
);
/** Ids of orders that changed at or after `since`, in pages: `nextCursor` is null on the last. */
export const ChangesQuery = Type.Object(
  {
    since: Timestamp,
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_CHANGES, default: MAX_CHANGES })),
  },
  { additionalProperties: false },
);
export const ChangesPage = Type.Object({
  orderIds: Type.Array(Uuid),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});
export type ChangesQuery = Static<typeof ChangesQuery>;
