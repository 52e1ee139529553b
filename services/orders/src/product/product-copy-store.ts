import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import type { Offer } from '../order/pricing.ts';

/** What the lines' SKUs (in upper case) are sold as. Those that the copy cannot sell are left out. */
export const findOffers = async (
  db: Queryable,
  lines: readonly { readonly sku: string }[],
): Promise<Offer[]> => {
  const { rows } = await db.query<{ sku: string; name: string; price_minor: number; currency: string }>({
    name: 'find-offers',
    text: `
      select sku, name, price_minor, currency
      from product_copy_variant join product_copy using (product_id)
      where sku = any($1) and active`,
    values: [lines.map((line) => line.sku)],
  });
  return rows.map(({ sku, name, price_minor, currency }) => ({
    sku,
    name,
    unitPrice: { amountMinor: price_minor, currency },
  }));
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
      insert into product_copy (product_id, version, name, active)
      select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::boolean[]) as snapshot (product_id)
      order by product_id
      on conflict (product_id) do update
        set version = excluded.version, name = excluded.name, active = excluded.active
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

/** What a product no longer sells disappears. */
export const replaceVariants = async (
  tx: Transaction,
  snapshots: readonly ProductSnapshot[],
): Promise<void> => {
  const variants = snapshots.flatMap(({ productId, variants }) =>
    variants.map(({ sku, price }) => ({ productId, sku, price })),
  );
  await tx.query({
    name: 'replace-product-variants',
    text: `
      with kept as (
        insert into product_copy_variant (product_id, sku, price_minor, currency)
        select * from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[])
        on conflict (sku, product_id) do update
          set price_minor = excluded.price_minor, currency = excluded.currency
        returning product_id, sku
      )
      delete from product_copy_variant as variant
      where product_id = any($1)
        and not exists (select from kept where kept.product_id = variant.product_id and kept.sku = variant.sku)`,
    values: [
      snapshots.map((snapshot) => snapshot.productId),
      variants.map((variant) => variant.productId),
      variants.map((variant) => variant.sku),
      variants.map((variant) => variant.price.amountMinor),
      variants.map((variant) => variant.price.currency),
    ],
  });
};
