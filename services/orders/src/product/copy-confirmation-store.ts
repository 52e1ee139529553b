import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { ProductSnapshot } from '@fondaco/contracts/http/products';
import { replaceVariants } from './product-copy-store.ts';

/**
 * Makes the copy of each product what its snapshot says, also at the same version, and confirms it; a newer one is
 * only confirmed. Answers the ids of the products that this changed. Each product may come once.
 */
export const confirmSnapshots = async (
  tx: Transaction,
  snapshots: readonly ProductSnapshot[],
): Promise<string[]> => {
  const heads = new Map((await confirmProducts(tx, snapshots)).map((head) => [head.product_id, head]));
  const current = snapshots.filter(({ productId, version }) => heads.get(productId)?.version === version);
  const changed = new Set(current.length > 0 ? await replaceVariants(tx, current) : []);
  for (const { product_id, changed: isChanged } of heads.values()) if (isChanged) changed.add(product_id);
  return [...changed];
};

type Head = { readonly product_id: string; readonly version: number; readonly changed: boolean };

/** What the products are at now, and whether that is new. They stay locked, in the order of their ids. */
const confirmProducts = async (tx: Transaction, snapshots: readonly ProductSnapshot[]): Promise<Head[]> => {
  const { rows } = await tx.query<Head>({
    name: 'confirm-products',
    text: `
      insert into product_copy as copy (product_id, version, name, active, confirmed_at)
      select snapshot.*, now()
      from unnest($1::uuid[], $2::bigint[], $3::text[], $4::boolean[]) as snapshot (product_id)
      order by product_id
      on conflict (product_id) do update
        set version = greatest(copy.version, excluded.version),
          name = case when copy.version > excluded.version then copy.name else excluded.name end,
          active = case when copy.version > excluded.version then copy.active else excluded.active end,
          confirmed_at = excluded.confirmed_at
      returning new.product_id, new.version,
        (old.version, old.name, old.active) is distinct from (new.version, new.name, new.active) as changed`,
    values: [
      snapshots.map((snapshot) => snapshot.productId),
      snapshots.map((snapshot) => snapshot.version),
      snapshots.map((snapshot) => snapshot.name),
      snapshots.map((snapshot) => snapshot.status === 'active'),
    ],
  });
  return rows;
};

/** Products that are known to be gone: nothing counts as having confirmed them. */
export const withdrawConfirmations = async (db: Queryable, productIds: readonly string[]): Promise<void> => {
  await db.query({
    name: 'withdraw-product-confirmations',
    text: `update product_copy set confirmed_at = '-infinity' where product_id = any($1)`,
    values: [productIds],
  });
};

/** Up to `limit` ids after `after`, in their order, of products that nothing has confirmed since `since`. */
export const findUnconfirmed = async (
  db: Queryable,
  since: Date,
  after: string,
  limit: number,
): Promise<string[]> => {
  const { rows } = await db.query<{ product_id: string }>({
    name: 'find-unconfirmed-products',
    text: `
      select product_id from product_copy where confirmed_at < $1 and product_id > $2
      order by product_id limit $3`,
    values: [since, after, limit],
  });
  return rows.map((row) => row.product_id);
};

/** Removes those of the products that nothing has confirmed meanwhile either; answers how many. */
export const removeUnconfirmed = async (
  tx: Transaction,
  since: Date,
  productIds: readonly string[],
): Promise<number> => {
  const { rows } = await tx.query<{ product_id: string }>({
    name: 'lock-unconfirmed-products',
    text: `
      select product_id from product_copy where product_id = any($1) and confirmed_at < $2
      order by product_id for update`,
    values: [productIds, since],
  });
  const gone = rows.map((row) => row.product_id);
  await tx.query({
    name: 'remove-product-variants',
    text: 'delete from product_copy_variant where product_id = any($1)',
    values: [gone],
  });
  await tx.query({
    name: 'remove-products',
    text: 'delete from product_copy where product_id = any($1)',
    values: [gone],
  });
  return gone.length;
};
