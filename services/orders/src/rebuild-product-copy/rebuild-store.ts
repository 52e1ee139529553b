import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductCopyRebuild } from '@fondaco/contracts/http/product-copy';

/** What a rebuild has done so far. */
export type Progress = Pick<ProductCopyRebuild, 'share' | 'products' | 'changed' | 'removed' | 'unreadable'>;

/** A rebuild that this replica is to do; `beganAt` is the database's now. */
export type Taken = { readonly rebuildId: string; readonly beganAt: Date };

/** Nothing happens while another one has not ended. */
export const requestRebuild = async (db: Queryable, rebuildId: string): Promise<void> => {
  await db.query({
    name: 'product-copy-rebuild-request',
    text: `
      insert into product_copy_rebuild (rebuild_id) values ($1)
      on conflict ((true)) where ended_at is null do nothing`,
    values: [rebuildId],
  });
};

/** The one that was asked for last; null when there never was one. */
export const findRebuild = async (db: Queryable): Promise<ProductCopyRebuild | null> => {
  const { rows } = await db.query<{
    rebuild_id: string;
    state: ProductCopyRebuild['state'];
    requested_at: Date;
    began_at: Date | null;
    ended_at: Date | null;
    share: number;
    products: number;
    changed: number;
    removed: number;
    unreadable: number;
    failure: string | null;
  }>({
    name: 'product-copy-rebuild-find',
    text: `
      select rebuild_id, state, requested_at, began_at, ended_at, share, products, changed, removed, unreadable, failure
      from product_copy_rebuild order by requested_at desc, rebuild_id desc limit 1`,
  });
  const [row] = rows;
  if (row === undefined) return null;
  const { rebuild_id, requested_at, began_at, ended_at, ...rest } = row;
  return {
    rebuildId: rebuild_id,
    requestedAt: requested_at.toISOString(),
    beganAt: began_at?.toISOString() ?? null,
    endedAt: ended_at?.toISOString() ?? null,
    ...rest,
  };
};

/** Takes up what nobody is at, from its beginning; null when there is nothing. */
export const takeRebuild = async (
  db: Queryable,
  owner: string,
  leaseSeconds: number,
): Promise<Taken | null> => {
  const { rows } = await db.query<Taken>({
    name: 'product-copy-rebuild-take',
    text: `
      update product_copy_rebuild
      set owner = $1, leased_until = now() + make_interval(secs => $2), state = 'running', began_at = now(),
        share = 0, products = 0, changed = 0, removed = 0, unreadable = 0
      where ended_at is null and leased_until < now()
      returning rebuild_id as "rebuildId", began_at as "beganAt"`,
    values: [owner, leaseSeconds],
  });
  return rows[0] ?? null;
};

/** False when somebody else has taken over. */
export const reportProgress = async (
  db: Queryable,
  owner: string,
  { share, products, changed, removed, unreadable }: Progress,
  leaseSeconds: number,
): Promise<boolean> => {
  const { count } = await db.query({
    name: 'product-copy-rebuild-progress',
    text: `
      update product_copy_rebuild
      set leased_until = now() + make_interval(secs => $2), share = $3, products = $4, changed = $5, removed = $6,
        unreadable = $7
      where ended_at is null and owner = $1 and leased_until > now()`,
    values: [owner, leaseSeconds, share, products, changed, removed, unreadable],
  });
  return count === 1;
};

/** `failure` is null when it is done. */
export const endRebuild = async (db: Queryable, owner: string, failure: string | null): Promise<void> => {
  await db.query({
    name: 'product-copy-rebuild-end',
    text: `
      update product_copy_rebuild
      set ended_at = now(), state = case when $2::text is null then 'done' else 'failed' end, failure = $2
      where ended_at is null and owner = $1 and leased_until > now()`,
    values: [owner, failure],
  });
};

/** For another replica to take it up at once. */
export const giveUpRebuild = async (db: Queryable, owner: string): Promise<void> => {
  await db.query({
    name: 'product-copy-rebuild-give-up',
    text: `
      update product_copy_rebuild set owner = null, leased_until = '-infinity'
      where ended_at is null and owner = $1`,
    values: [owner],
  });
};
