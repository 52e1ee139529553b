import type { Import, RefusedRow } from '@fondaco/contracts/http/imports';
import { importEnded, importFile, type ProductsUnderTest } from './products-for-tests.ts';

/** What tests of imports ask of the service. */
export const importing = (products: ProductsUnderTest) => {
  const refusals = async (importId: string): Promise<RefusedRow[]> => {
    const path = `/v1/products/imports/${importId}/refusals?limit=500`;
    return (await products.operate('GET', path)).body.items;
  };
  return {
    refusals,
    ended: (importId: string) => importEnded(products, importId),
    /** Imports lines below a header, and answers what became of the file, with what was refused. */
    csv: async (lines: readonly string[], options: Parameters<typeof importFile>[2] = {}) => {
      const done: Import = await importFile(products, lines.join('\n'), options);
      const refused = (await refusals(done.importId)).map(({ line, reason, column }) => ({
        line,
        reason,
        column,
      }));
      return { ...done, refused };
    },
    stockOf: async (sku: string) => (await products.operate('GET', `/v1/stock/${sku}`)).body,
    eventsOf: async (sku: string) =>
      (await products.events())
        .filter(({ data }) => data.variants?.some((variant: { sku: string }) => variant.sku === sku))
        .map(({ data }) => data),
    /** Everything that an import may change, for comparing before and after. */
    catalogue: () =>
      products.rows(`
        SELECT sku, slug, name, description, status, attributes, options, product.category_id, version, updated_at,
          variant.price_minor, currency, on_hand, reserved, retired, listing.product_id IS NOT NULL AS listed,
          (SELECT count(*) FROM stock_movement) AS movements, (SELECT count(*) FROM price_change) AS prices,
          (SELECT count(*) FROM category) AS categories, (SELECT count(*) FROM messaging.outbox) AS events
        FROM variant JOIN product USING (product_id) JOIN stock USING (sku) LEFT JOIN listing USING (product_id)
        ORDER BY sku`),
  };
};
