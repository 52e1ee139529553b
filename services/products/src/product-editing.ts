import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { productNotFound, skuTaken, unknownCategory, unknownImage } from './catalogue-problems.ts';
import { holdCategory } from './category/category-store.ts';
import { holdImages, replaceImages } from './product/content-store.ts';
import type { ProductContent } from './product/product-edit.ts';
import { findRecord, lockProducts } from './product/record-store.ts';
import { addVariants, findForeignSkus, updateVariants } from './product/variant-store.ts';

/** Throws Problem 404 `products/not-found`. */
export const readRecord = async (db: Queryable, productId: string): Promise<ProductForStaff> => {
  const record = await findRecord(db, productId);
  if (record === null) throw productNotFound();
  return record;
};

/** Nobody else changes it until the commit. Read only when it is locked: what was waited for is seen. */
export const lockRecord = async (tx: Queryable, productId: string): Promise<ProductForStaff> => {
  await lockProducts(tx, [productId]);
  return readRecord(tx, productId);
};

/** Throws Problem when the category or an image is unknown; both stay until the commit. */
export const requireParts = async (
  tx: Queryable,
  { categoryId, images }: Pick<ProductContent, 'categoryId' | 'images'>,
): Promise<void> => {
  if (categoryId !== null && !(await holdCategory(tx, categoryId))) throw unknownCategory();
  if (images.length === 0) return;
  const imageIds = images.map(({ imageId }) => imageId);
  const known = new Set(await holdImages(tx, imageIds));
  const unknown = imageIds.filter((imageId) => !known.has(imageId));
  if (unknown.length > 0) throw unknownImage(unknown);
};

/** Writes variants and images of the product, which is locked or new. Throws Problem when a SKU is another's. */
export const writeParts = async (
  tx: Queryable,
  productId: string,
  { variants, images }: Pick<ProductContent, 'variants' | 'images'>,
  changedBy: string,
): Promise<void> => {
  await addVariants(tx, productId, variants);
  const skus = variants.map(({ sku }) => sku);
  const foreign = await findForeignSkus(tx, productId, skus);
  if (foreign.length > 0) throw skuTaken(foreign);
  await updateVariants(tx, productId, variants, changedBy);
  await replaceImages(tx, productId, images);
};
