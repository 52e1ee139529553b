import type { Database } from '@fondaco/chassis/postgres';
import type { NewScheduledPrice, ScheduledPrice } from '@fondaco/contracts/http/catalogue';
import type { AnnounceProducts } from '../announce-products.ts';
import {
  alreadyScheduled,
  invalidPrice,
  notInFuture,
  tooManyScheduled,
  unknownSku,
} from '../catalogue-problems.ts';
import { raiseVersion } from '../product/content-store.ts';
import { normalSku } from '../product/product.ts';
import { isPrice } from '../product/product-edit.ts';
import { lockRecord } from '../product-editing.ts';
import { insertScheduledPrice, isToCome } from '../scheduled-price/scheduled-price-store.ts';

export type SchedulePrice = ReturnType<typeof schedulePrice>;

/** All that wait are in each snapshot of the product, which has to stay small enough for an event. */
const MAX_WAITING = 500;

/** Throws Problem for what cannot be. Answers the product's version too. */
export const schedulePrice =
  (deps: { readonly db: Database; readonly announce: AnnounceProducts; readonly newId: () => string }) =>
  (
    productId: string,
    asked: NewScheduledPrice,
    madeBy: string,
  ): Promise<{ readonly scheduled: ScheduledPrice; readonly version: number }> =>
    deps.db.transaction(async (tx) => {
      const sku = normalSku(asked.sku);
      const startsAt = new Date(asked.startsAt);
      if (Number.isNaN(startsAt.getTime())) throw notInFuture();
      const product = await lockRecord(tx, productId);
      if (!product.variants.some((variant) => variant.sku === sku && !variant.retired)) throw unknownSku(sku);
      if (!isPrice(asked.price)) throw invalidPrice(sku);
      if (!(await isToCome(tx, startsAt))) throw notInFuture();
      if (product.scheduledPrices.length >= MAX_WAITING) throw tooManyScheduled(MAX_WAITING);

      const scheduled = {
        scheduleId: deps.newId(),
        sku,
        price: asked.price,
        startsAt: startsAt.toISOString(),
        madeBy,
      };
      if (!(await insertScheduledPrice(tx, scheduled))) throw alreadyScheduled();
      const version = await raiseVersion(tx, productId);
      await deps.announce(tx, [productId]);
      return { scheduled, version };
    });
