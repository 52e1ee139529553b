import type { Queryable } from '@fondaco/chassis/postgres';
import type { ScheduledPrice } from '@fondaco/contracts/http/catalogue';

/** Whether a time is still to come, as the database sees it. */
export const isToCome = async (tx: Queryable, time: Date): Promise<boolean> => {
  const { rows } = await tx.query<{ toCome: boolean }>({
    name: 'is-to-come',
    text: 'SELECT $1::timestamptz > clock_timestamp() AS "toCome"',
    values: [time],
  });
  return rows[0]?.toCome === true;
};

/** Adds it unless another price of its SKU waits for the same time, and answers whether it did. */
export const insertScheduledPrice = async (tx: Queryable, scheduled: ScheduledPrice): Promise<boolean> => {
  const { scheduleId, sku, price, startsAt, madeBy } = scheduled;
  const { count } = await tx.query({
    name: 'insert-scheduled-price',
    text: `
      INSERT INTO scheduled_price (schedule_id, sku, price_minor, currency, starts_at, made_by)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (sku, starts_at) WHERE state = 'waiting' DO NOTHING`,
    values: [scheduleId, sku, price.amountMinor, price.currency, startsAt, madeBy],
  });
  return count === 1;
};

export type ScheduleState = 'waiting' | 'applied' | 'withdrawn';

/** What has become of a price of the product's. */
export const findScheduleState = async (
  tx: Queryable,
  productId: string,
  scheduleId: string,
): Promise<ScheduleState | null> => {
  const { rows } = await tx.query<{ state: ScheduleState }>({
    name: 'find-schedule-state',
    text: `
      SELECT state FROM scheduled_price JOIN variant USING (sku)
      WHERE schedule_id = $1 AND product_id = $2`,
    values: [scheduleId, productId],
  });
  return rows[0]?.state ?? null;
};

/** Its product must be locked. */
export const withdrawScheduledPrice = async (tx: Queryable, scheduleId: string): Promise<void> => {
  await tx.query({
    name: 'withdraw-scheduled-price',
    text: `UPDATE scheduled_price SET state = 'withdrawn' WHERE schedule_id = $1`,
    values: [scheduleId],
  });
};

/** At most `limit` products with a price that is due, and that nobody else is at, locked until the commit. */
export const lockProductsWithDuePrices = async (tx: Queryable, limit: number): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'lock-products-with-due-prices',
    text: `
      SELECT product_id AS "productId" FROM product
      WHERE product_id IN (
        SELECT variant.product_id FROM scheduled_price JOIN variant USING (sku)
        WHERE state = 'waiting' AND starts_at <= now()
      )
      ORDER BY product_id
      LIMIT $1
      FOR NO KEY UPDATE SKIP LOCKED`,
    values: [limit],
  });
  return rows.map((row) => row.productId);
};

/**
 * Each due price of the locked products becomes the one that is asked, the last of a SKU's for good; each that was
 * another one than before is written down, with who made the schedule. Answers the products concerned, one version
 * later.
 */
export const applyDuePrices = async (tx: Queryable, productIds: readonly string[]): Promise<string[]> => {
  const { rows } = await tx.query<{ productId: string }>({
    name: 'apply-due-prices',
    text: `
      WITH due AS (
        UPDATE scheduled_price SET state = 'applied' FROM variant
        WHERE variant.sku = scheduled_price.sku AND variant.product_id = ANY ($1::uuid[])
          AND state = 'waiting' AND starts_at <= now()
        RETURNING variant.product_id, scheduled_price.sku, starts_at, made_by,
          scheduled_price.price_minor AS to_minor, scheduled_price.currency AS to_currency,
          variant.price_minor, variant.currency
      ), step AS (
        SELECT *,
          lag(to_minor, 1, price_minor) OVER (PARTITION BY sku ORDER BY starts_at) AS from_minor,
          lag(to_currency, 1, currency) OVER (PARTITION BY sku ORDER BY starts_at) AS from_currency,
          lead(starts_at) OVER (PARTITION BY sku ORDER BY starts_at) IS NULL AS is_last
        FROM due
      ), repriced AS (
        UPDATE variant SET price_minor = step.to_minor, currency = step.to_currency
        FROM step WHERE variant.sku = step.sku AND is_last
      ), recorded AS (
        INSERT INTO price_change (sku, from_minor, from_currency, to_minor, to_currency, cause, changed_by)
        SELECT sku, from_minor, from_currency, to_minor, to_currency, 'schedule', made_by FROM step
        WHERE (from_minor, from_currency) <> (to_minor, to_currency)
        ORDER BY starts_at, sku
      )
      UPDATE product SET version = version + 1, updated_at = now()
      WHERE product_id IN (SELECT product_id FROM due)
      RETURNING product_id AS "productId"`,
    values: [productIds],
  });
  return rows.map((row) => row.productId).sort();
};
