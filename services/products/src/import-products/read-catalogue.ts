import type { Queryable } from '@fondaco/chassis/postgres';
import {
  findProductsOfSkus,
  findProductsOfSlugs,
  findVariants,
  lockProducts,
} from '../product-import/catalogue-read-store.ts';
import type { GoodRow } from '../product-import/import-row.ts';
import type { Catalogue } from '../product-import/plan.ts';
import { findTaken } from '../product-import/taken-store.ts';
import { settleCategories } from './categories.ts';

/** What the catalogue says about the rows. Locks the tree of categories, then the products, until the commit. */
export const readCatalogue = async (
  tx: Queryable,
  importId: string,
  rows: readonly GoodRow[],
  newId: () => string,
): Promise<Catalogue> => {
  const paths = rows.flatMap(({ category }) => (category ? [category] : []));
  const categoryIds = await settleCategories(tx, paths, newId);
  const skus = rows.map(({ sku }) => sku);
  const slugs = rows.flatMap(({ product }) => product ?? []);
  const known = await findProductsOfSkus(tx, skus);
  const productIds: ReadonlyMap<string, string> =
    slugs.length === 0 ? new Map() : await findProductsOfSlugs(tx, slugs);
  const concerned = [...new Set([...known, ...productIds.values()])];

  // Products that are not locked may change: what else there is of them is read after that.
  const products = concerned.length === 0 ? [] : await lockProducts(tx, concerned);
  const variants = concerned.length === 0 ? [] : await findVariants(tx, concerned);
  const asked = new Set([...skus, ...variants.map(({ sku }) => sku)]);
  const taken = new Set(await findTaken(tx, importId, [...asked]));
  return { products, variants, productIds, categoryIds, taken };
};
