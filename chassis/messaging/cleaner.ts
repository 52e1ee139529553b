import type { Database } from '../postgres/index.ts';
import { deleteOldInboxRows } from './inbox-store.ts';
import { deletePublished } from './outbox-store.ts';

/** A day longer than any topic keeps a message: what comes again after that can only be new. */
export const INBOX_DAYS = 8;

/** Kept for a moment, for people who look at why something was sent. */
export const PUBLISHED_SECONDS = 60;

/** What a batch writes to the log goes to the disk as one: commits that come meanwhile wait for it. */
const BATCH = 250;

/** Deletes in batches, each its own short transaction, what outbox and inbox no longer need. */
export const clean = async (db: Database): Promise<{ outbox: number; inbox: number }> => ({
  outbox: await inBatches(() => deletePublished(db, PUBLISHED_SECONDS, BATCH)),
  inbox: await inBatches(() => deleteOldInboxRows(db, INBOX_DAYS, BATCH)),
});

const inBatches = async (deleteBatch: () => Promise<number>): Promise<number> => {
  let total = 0;
  for (;;) {
    const deleted = await deleteBatch();
    total += deleted;
    if (deleted < BATCH) return total;
  }
};
