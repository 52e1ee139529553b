import type { Database } from '@fondaco/chassis/postgres';
import { UpstreamProblem, UpstreamUnavailable } from '@fondaco/chassis/service';
import type { productsClient } from '@fondaco/contracts/http/products';
import { applySnapshots } from '../product/product-copy-store.ts';

const MAX_SKUS = 500;

/**
 * Asks Products for what the local copy cannot sell, and takes over what it answers. SKUs that Products does
 * not know, or no longer sells, stay as they are. Throws UpstreamUnavailable, DatabaseUnavailable.
 */
export const learnProducts =
  ({
    db,
    products,
  }: {
    readonly db: Database;
    readonly products: Pick<ReturnType<typeof productsClient>, 'snapshots'>;
  }) =>
  async (skus: readonly string[]): Promise<void> => {
    for (let first = 0; first < skus.length; first += MAX_SKUS) {
      const { snapshots } = await products.snapshots(skus.slice(first, first + MAX_SKUS)).catch(noAnswer);
      if (snapshots.length > 0) await db.transaction((tx) => applySnapshots(tx, snapshots));
    }
  };

/** A 4xx says that the question was refused, which is no answer: no customer is to blame for it. */
const noAnswer = (error: unknown): never => {
  if (!(error instanceof UpstreamProblem)) throw error;
  throw new UpstreamUnavailable(error.upstream, error.message, { cause: error });
};
