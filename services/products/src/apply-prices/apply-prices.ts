import type { Database } from '@fondaco/chassis/postgres';
import type { AnnounceProducts } from '../announce-products.ts';
import { writeListings } from '../listing/listing-store.ts';
import { applyDuePrices, lockProductsWithDuePrices } from '../scheduled-price/scheduled-price-store.ts';

const BATCH = 200;

/**
 * Makes every price whose time has come, by the database's clock, the one that is asked: products at a time, each in
 * one transaction with its listing and its snapshot. Several replicas share the work.
 */
export const applyPrices =
  ({ db, announce }: { readonly db: Database; readonly announce: AnnounceProducts }) =>
  async (signal?: AbortSignal): Promise<void> => {
    while (!signal?.aborted && (await applyBatch(db, announce)));
  };

/** Whether there was something to do. */
const applyBatch = (db: Database, announce: AnnounceProducts): Promise<boolean> =>
  db.transaction(async (tx) => {
    const locked = await lockProductsWithDuePrices(tx, BATCH);
    if (locked.length === 0) return false;
    // Another replica may have been faster between its commit and our lock.
    const repriced = await applyDuePrices(tx, locked);
    await writeListings(tx, repriced);
    await announce(tx, repriced);
    return true;
  });
