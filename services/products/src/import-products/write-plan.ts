import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import type { AnnounceProducts } from '../announce-products.ts';
import type { AnnounceStock } from '../announce-stock.ts';
import { writeListings } from '../listing/listing-store.ts';
import { distinctSlug } from '../product/slug.ts';
import {
  insertPriceChanges,
  insertProducts,
  insertVariants,
  raiseVersions,
  updateProducts,
  updateVariants,
} from '../product-import/catalogue-write-store.ts';
import type { NewProduct, NewVariant, Plan } from '../product-import/plan.ts';
import { insertStock, lockStock, setStock } from '../stock/stock-store.ts';
import { Overtaken } from './overtaken.ts';

export type WritePlan = (
  tx: Transaction,
  plan: Plan,
  by: {
    readonly importId: string;
    readonly madeBy: string;
    readonly setStock: boolean;
    /** All SKUs of the known products that the rows are about. */
    readonly knownSkus: readonly string[];
    /** Called while the database does what takes it longest, when there is any such thing. */
    readonly meanwhile: () => void;
  },
) => Promise<void>;

/**
 * Writes what was planned: products, then stock, then listings, as everyone locks them. Throws Overtaken when
 * somebody else has added one of the SKUs or slugs meanwhile.
 */
export const writePlan =
  (deps: {
    readonly outbox: Outbox;
    readonly announceProducts: AnnounceProducts;
    readonly announceStock: AnnounceStock;
  }): WritePlan =>
  async (tx, plan, { importId, madeBy, setStock: setsStock, knownSkus, meanwhile }) => {
    const fresh = await addProducts(tx, plan);
    const { changedProducts, changedVariants, priceChanges, touched, newStock, knownStock } = plan;
    if (changedProducts.length > 0) await updateProducts(tx, changedProducts);
    if (changedVariants.length > 0) await updateVariants(tx, changedVariants);
    if (priceChanges.length > 0) await insertPriceChanges(tx, priceChanges, madeBy);
    if (touched.length > 0) await raiseVersions(tx, touched);

    const setting = setsStock && knownStock.length > 0;
    // In one go, whatever for: two that lock some first and others later would wait for each other.
    if (setting || touched.length > 0) await lockStock(tx, knownSkus);
    if (newStock.length > 0) await insertStock(tx, importId, newStock);
    if (setting) await deps.announceStock(tx, await setStock(tx, importId, knownStock));

    const freshIds = fresh.map(({ productId }) => productId);
    if (touched.length > 0) await writeListings(tx, touched);
    // To list them takes the database longer than all else together, and it asks for nothing but its own data.
    const listed = fresh.length > 0 ? writeListings(tx, freshIds, { fresh: true }) : Promise.resolve();
    const announced = deps.outbox.appendAll(tx, ProductSnapshotV1, snapshotsOf(fresh, plan.newVariants));
    if (fresh.length > 0) meanwhile();
    await Promise.all([listed, announced]);
    await deps.announceProducts(tx, touched);
  };

/** Answers the new products under the slugs that they got. */
const addProducts = async (
  tx: Transaction,
  { newProducts, newVariants }: Plan,
): Promise<readonly NewProduct[]> => {
  if (newVariants.length > 0) {
    const added = await insertVariants(tx, newVariants);
    if (added < newVariants.length) throw new Overtaken('somebody else has added a SKU');
  }
  if (newProducts.length === 0) return [];
  const inserted = new Set(await insertProducts(tx, newProducts));
  if (inserted.size === newProducts.length) return newProducts;
  const settled = newProducts.map((product) => {
    if (inserted.has(product.productId)) return product;
    if (!product.ownSlug) throw new Overtaken('somebody else has added a product');
    return { ...product, slug: distinctSlug(product.slug, product.productId) };
  });
  const others = settled.filter(({ productId }) => !inserted.has(productId));
  if ((await insertProducts(tx, others)).length < others.length) throw new Overtaken('a slug is taken');
  return settled;
};

/** Of products that were added a moment ago: nobody need read them to know what they are. */
const snapshotsOf = (products: readonly NewProduct[], variants: readonly NewVariant[]) => {
  const byProduct = Map.groupBy(variants, ({ productId }) => productId);
  return products.flatMap(({ productId, slug, name, status }) => {
    if (status !== 'active') return [];
    const own = (byProduct.get(productId) ?? []).toSorted((one, other) => (one.sku < other.sku ? -1 : 1));
    return [
      {
        productId,
        version: 1,
        slug,
        name,
        status,
        variants: own.map(({ sku, priceMinor, currency }) => ({
          sku,
          price: { amountMinor: priceMinor, currency },
        })),
      },
    ];
  });
};
