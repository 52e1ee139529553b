import type { ProductSummary } from '@fondaco/contracts/http/products';
import type { CatalogueItem } from '@fondaco/contracts/http/storefront-bff';

/** How many cards a page of a shelf has. */
export const SHELF_LENGTH = 24;

/** A product as a card shows it. Null when there is nothing to sell. */
export const catalogueItem = (product: ProductSummary): CatalogueItem | null => {
  const { slug, name, price, inStock, picture, variants } = product;
  const [first] = variants;
  if (first === undefined) return null;
  const pricesVary = variants.some((variant) => variant.price.amountMinor !== price.amountMinor);
  return { slug, name, sku: first.sku, price, pricesVary, inStock, picture };
};

/** What there is to sell among the products, in their order. */
export const catalogueItems = (products: readonly ProductSummary[]): CatalogueItem[] =>
  products.map(catalogueItem).filter((item) => item !== null);
