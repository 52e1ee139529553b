import type { Database } from '@fondaco/chassis/postgres';
import type { Background, HttpServer, Log } from '@fondaco/chassis/service';
import type { AnnounceProducts } from './announce-products.ts';
import { priceJob } from './apply-prices/apply-prices.job.ts';
import { applyPrices } from './apply-prices/apply-prices.ts';
import { createCategoryRoute } from './create-category/create-category.route.ts';
import { createCategory } from './create-category/create-category.ts';
import { createProductRoute } from './create-product/create-product.route.ts';
import { createProduct } from './create-product/create-product.ts';
import { deleteCategoryRoute } from './delete-category/delete-category.route.ts';
import { deleteCategory } from './delete-category/delete-category.ts';
import { editCategoryRoute } from './edit-category/edit-category.route.ts';
import { editCategory } from './edit-category/edit-category.ts';
import { editProductRoute } from './edit-product/edit-product.route.ts';
import { editProduct } from './edit-product/edit-product.ts';
import { listPriceChangesRoute } from './list-price-changes/list-price-changes.route.ts';
import { readProductRecordRoute } from './read-product-record/read-product-record.route.ts';
import { relistingJob } from './relist-categories/relist-categories.job.ts';
import { relistCategories } from './relist-categories/relist-categories.ts';
import { schedulePriceRoute } from './schedule-price/schedule-price.route.ts';
import { schedulePrice } from './schedule-price/schedule-price.ts';
import { withdrawPriceRoute } from './withdraw-price/withdraw-price.route.ts';
import { withdrawPrice } from './withdraw-price/withdraw-price.ts';

/** Everything by which staff change the catalogue, and what follows from it later. */
export const addEditing = (
  http: HttpServer,
  deps: {
    readonly db: Database;
    readonly announce: AnnounceProducts;
    readonly newId: () => string;
    readonly log: Log;
  },
): Background[] => {
  const { db, announce, newId, log } = deps;
  createCategoryRoute(createCategory({ db, newId }))(http);
  editCategoryRoute(editCategory({ db }))(http);
  deleteCategoryRoute(deleteCategory({ db }))(http);
  createProductRoute(createProduct({ db, newId }))(http);
  editProductRoute(editProduct({ db, announce }))(http);
  readProductRecordRoute(db)(http);
  schedulePriceRoute(schedulePrice({ db, announce, newId }))(http);
  withdrawPriceRoute(withdrawPrice({ db, announce }))(http);
  listPriceChangesRoute(db)(http);

  return [
    priceJob({ applyPrices: applyPrices({ db, announce }), log }),
    relistingJob({ relistCategories: relistCategories({ db }), log }),
  ];
};
