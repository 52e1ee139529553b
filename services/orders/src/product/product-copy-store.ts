import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { type Offer, priceAt, type ScheduledPrice } from '../order/pricing.ts';

type OfferRow = {
  readonly sku: string;
  readonly name: string;
  readonly price_minor: number;
  readonly currency: string;
  readonly scheduled: readonly ScheduledPrice[] | null;
  /** The database's, which is one and the same for all replicas; null without scheduled prices. */
  readonly now: Date | null;
};

/** What the lines' SKUs (in upper case) are sold as now. Those that the copy cannot sell are left out. */
export const findOffers = async (
  db: Queryable,
  lines: readonly { readonly sku: string }[],
): Promise<Offer[]> => {
  const { rows } = await db.query<OfferRow>({
    name: 'find-offers',
    text: `
      select sku, name, price_minor, currency, scheduled, case when scheduled is not null then now() end as now
      from product_copy_variant join product_copy using (product_id)
      where sku = any($1) and active`,
    values: [lines.map((line) => line.sku)],
  });
  return rows.map(({ sku, name, price_minor, currency, scheduled, now }) => {
    const price = { amountMinor: price_minor, currency };
    return { sku, name, unitPrice: scheduled && now ? priceAt(now, price, scheduled) : price };
  });
};

/**
 * Takes over the snapshots that are newer than what the copy has of their products; the others change
 * nothing. So it does not matter how often, in which order or by which way a snapshot comes.
 */
export const applySnapshots = async (
  tx: Transaction,
  snapshots: readonly ProductSnapshot[],
): Promise<void> => {
  const newer = new Set(await raiseVersions(tx, snapshots));
  if (newer.size > 0) {
    await replaceVariants(
      tx,
      snapshots.filter((snapshot) => newer.has(snapshot.productId)),
    );
  }
};

/** Ids of the products whose copy is older than their snapshot. They stay locked, in the order of their ids. */
export const raiseVersions = async (
  tx: Transaction,
  snapshots: readonly ProductSnapshot[],
): Promise<string[]> => {
  const { rows } = await tx.query<{ product_id: string }>({
    name: 'raise-product-versions',
    text: `
      insert into product_copy (product_id, version, name, active, confirmed_at)
      select snapshot.*, now() from unnest($1::uuid[], $2::bigint[], $3::text[], $4::boolean[]) as snapshot (product_id)
      order by product_id
      on conflict (product_id) do update
        set version = excluded.version, name = excluded.name, active = excluded.active,
          confirmed_at = excluded.confirmed_at
        where product_copy.version < excluded.version
      returning product_id`,
    values: [
      snapshots.map((snapshot) => snapshot.productId),
      snapshots.map((snapshot) => snapshot.version),
      snapshots.map((snapshot) => snapshot.name),
      snapshots.map((snapshot) => snapshot.status === 'active'),
    ],
  });
  return rows.map((row) => row.product_id);
};

/**
 * What a product no longer sells disappears. Answers the ids of the products that this changed. Only for products
 * that the transaction has locked.
 */
export const replaceVariants = async (
  tx: Transaction,
  snapshots: readonly ProductSnapshot[],
): Promise<string[]> => {
  const variants = snapshots.flatMap(({ productId, variants }) =>
    variants.map((variant) => ({ productId, ...variant })),
  );
  const { rows } = await tx.query<{ product_id: string }>({
    name: 'replace-product-variants',
    text: `
      with wanted as (
        select * from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::jsonb[])
          as variant (product_id, sku, price_minor, currency, scheduled)
      ), written as (
        insert into product_copy_variant as variant (product_id, sku, price_minor, currency, scheduled)
        select * from wanted
        on conflict (sku, product_id) do update
          set price_minor = excluded.price_minor, currency = excluded.currency, scheduled = excluded.scheduled
          where (variant.price_minor, variant.currency, variant.scheduled)
            is distinct from (excluded.price_minor, excluded.currency, excluded.scheduled)
        returning product_id
      ), gone as (
        delete from product_copy_variant as variant
        where product_id = any($1)
          and not exists (
            select from wanted where wanted.product_id = variant.product_id and wanted.sku = variant.sku)
        returning product_id
      )
      select product_id from written union select product_id from gone`,
    values: [
      snapshots.map((snapshot) => snapshot.productId),
      variants.map((variant) => variant.productId),
      variants.map((variant) => variant.sku),
      variants.map((variant) => variant.price.amountMinor),
      variants.map((variant) => variant.price.currency),
      variants.map(({ scheduled }) => (scheduled?.length ? JSON.stringify(scheduled) : null)),
    ],
  });
  return rows.map((row) => row.product_id);
};
