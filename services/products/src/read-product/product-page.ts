import type { Product } from '@fondaco/contracts/http/products';
import { entityTag } from '../product/caching.ts';
import { cheapest, isInStock } from '../product/product-view.ts';
import type { ProductPageRow } from './product-page-store.ts';

/** Null when nothing of it is on sale. */
export const productPage = ({ version: _version, updatedAt, ...row }: ProductPageRow): Product | null => {
  const price = cheapest(row.variants);
  if (price === null) return null;
  return {
    ...row,
    price,
    inStock: isInStock(row.variants),
    picture: row.pictures[0] ?? null,
    updatedAt: updatedAt.toISOString(),
  };
};

/** Of what alone can make it another page: hashing all of a long one takes longer than looking it up. */
export const pageTag = ({ productId, version, variants, categories }: ProductPageRow): string =>
  entityTag([productId, version, variants.map(({ available }) => available), categories]);
