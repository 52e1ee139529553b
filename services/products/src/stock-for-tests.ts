import type { Database } from '@fondaco/chassis/postgres';
import { newId } from '@fondaco/chassis/service';
import { writeListings } from './listing/listing-store.ts';
import { insertStock } from './stock/stock-store.ts';

/** A product that is on sale, with a variant for each SKU, of which so many are on hand. Answers its id. */
export const putOnSale = (db: Database, onHand: Readonly<Record<string, number>>): Promise<string> =>
  db.transaction(async (tx) => {
    const productId = newId();
    const skus = Object.keys(onHand);
    await tx.query({
      name: 'test-product',
      text: 'INSERT INTO product (product_id, slug, name) VALUES ($1::uuid, $1::text, $2)',
      values: [productId, `Product ${skus[0]}`],
    });
    await tx.query({
      name: 'test-variants',
      text: `
        INSERT INTO variant (sku, product_id, price_minor, currency)
        SELECT sku, $1, 210, 'GBP' FROM unnest($2::text[]) AS sku`,
      values: [productId, skus],
    });
    await insertStock(
      tx,
      productId,
      Object.entries(onHand).map(([sku, quantity]) => ({ sku, quantity })),
    );
    await writeListings(tx, [productId], { fresh: true });
    return productId;
  });
