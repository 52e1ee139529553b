import type { Database } from '@fondaco/chassis/postgres';
import type { AnnounceProducts } from '../announce-products.ts';
import { alreadyApplied, scheduleNotFound } from '../catalogue-problems.ts';
import { raiseVersion } from '../product/content-store.ts';
import { lockProducts } from '../product/record-store.ts';
import { findScheduleState, withdrawScheduledPrice } from '../scheduled-price/scheduled-price-store.ts';

export type WithdrawPrice = ReturnType<typeof withdrawPrice>;

/** Once withdrawn it stays so, however often it is asked. Throws Problem when there is none, or its time has come. */
export const withdrawPrice =
  ({ db, announce }: { readonly db: Database; readonly announce: AnnounceProducts }) =>
  (productId: string, scheduleId: string): Promise<void> =>
    db.transaction(async (tx) => {
      await lockProducts(tx, [productId]);
      const state = await findScheduleState(tx, productId, scheduleId);
      if (state === null) throw scheduleNotFound();
      if (state === 'applied') throw alreadyApplied();
      if (state === 'withdrawn') return;
      await withdrawScheduledPrice(tx, scheduleId);
      await raiseVersion(tx, productId);
      await announce(tx, [productId]);
    });
