import type { Product } from '@fondaco/contracts/http/products';
import type { CatalogueItem } from '@fondaco/contracts/http/storefront-bff';

/** A product as a card shows it: its first variant, in stock when any is. Null when there is nothing to sell. */
export const catalogueItem = ({ slug, name, variants }: Product): CatalogueItem | null => {
  const [first] = variants;
  if (first === undefined) return null;
  return {
    slug,
    name,
    sku: first.sku,
    price: first.price,
    inStock: variants.some(({ available }) => available > 0),
  };
};
