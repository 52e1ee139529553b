import type { Database } from '@fondaco/chassis/postgres';
import {
  claimRelisting,
  deleteRelisting,
  lockProductsToRelist,
  updateRelisting,
} from '../category/relisting-store.ts';
import { writeListings } from '../listing/listing-store.ts';

const BATCH = 200;

/** Lists the products of renamed and moved categories anew, a batch of them in a transaction, until none is left. */
export const relistCategories =
  ({ db }: { readonly db: Database }) =>
  async (signal?: AbortSignal): Promise<void> => {
    while (!signal?.aborted && (await relistBatch(db)));
  };

/** Whether there was something to do. */
const relistBatch = (db: Database): Promise<boolean> =>
  db.transaction(async (tx) => {
    const relisting = await claimRelisting(tx);
    if (relisting === null) return false;
    const productIds = await lockProductsToRelist(tx, relisting, BATCH);
    await writeListings(tx, productIds);
    const last = productIds.at(-1);
    if (last === undefined) await deleteRelisting(tx, relisting.relistingId);
    else await updateRelisting(tx, relisting.relistingId, last);
    return true;
  });
