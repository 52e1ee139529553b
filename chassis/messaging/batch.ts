import type { ClaimedRow } from './outbox-store.ts';

/** A partition's records travel as one batch, which must stay below the brokers' 1 MiB. */
export const MAX_BATCH_BYTES = 920 * 1024;

/** The first of the rows that fit into one batch; always at least one. */
export const takeBatch = (rows: readonly ClaimedRow[], maxBytes = MAX_BATCH_BYTES): readonly ClaimedRow[] => {
  let bytes = 0;
  const end = rows.findIndex((row, index) => {
    bytes += Buffer.byteLength(row.payload) + row.key.length + HEADERS_BYTES;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? rows : rows.slice(0, end);
};

/** What headers and framing take at most, roughly. */
const HEADERS_BYTES = 512;
