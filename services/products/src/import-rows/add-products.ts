import type { Transaction } from '@fondaco/chassis/postgres';
import type { Offer } from '../product/product.ts';
import { insertProducts, insertVariants, type NewProduct } from '../product/product-store.ts';
import { distinctSlug, slugOf } from '../product/slug.ts';

/** Makes a product of each offer whose SKU is new, and answers those SKUs. */
export const addProducts = async (
  tx: Transaction,
  offers: readonly Offer[],
  newId: () => string,
): Promise<ReadonlySet<string>> => {
  const candidates = offers.map((offer) => ({ ...offer, productId: newId() }));
  // Another import may bring the same SKU at this moment: who inserts the variant makes the product.
  const added = new Set(await insertVariants(tx, candidates));
  const products = candidates
    .filter(({ sku }) => added.has(sku))
    .map(({ productId, name, sku }) => ({ productId, name, slug: slugOf(name, sku) }));
  await insertUnderFreeSlugs(tx, products);
  return added;
};

const insertUnderFreeSlugs = async (tx: Transaction, products: readonly NewProduct[]): Promise<void> => {
  const inserted = new Set(await insertProducts(tx, products));
  const left = products.filter(({ productId }) => !inserted.has(productId));
  if (left.length === 0) return;
  await insertProducts(
    tx,
    left.map((product) => ({ ...product, slug: distinctSlug(product.slug, product.productId) })),
  );
};
