import { IMPORT_COLUMNS, OPTIONAL_IMPORT_COLUMNS } from '@fondaco/contracts/http/imports';
import { stringify } from 'csv-stringify/sync';
import { minorUnitExponent } from '../product/currency.ts';
import { writeCategoryPath } from '../product-import/category-path.ts';
import type { ExportedProduct, ExportedVariant } from './export-store.ts';

export type PropertyNames = { readonly attributes: readonly string[]; readonly options: readonly string[] };

/** Turns products into lines of text. `head` comes before all of them. */
export type RowWriter = {
  readonly head: string;
  readonly rowsOf: (products: readonly ExportedProduct[]) => string;
};

const plainCells = (product: ExportedProduct, variant: ExportedVariant) => ({
  sku: variant.sku,
  name: product.name,
  price: decimal(variant.priceMinor, minorUnitExponent(variant.currency) ?? 2),
  currency: variant.currency,
  stock: String(variant.onHand),
  product: product.slug,
  category: writeCategoryPath(product.categoryPath),
  description: product.description,
  status: product.status,
});

/** The names of all properties are needed before the first row is written: they are columns. */
export const csvRows = ({ attributes, options }: PropertyNames): RowWriter => ({
  head: stringify([
    [
      ...IMPORT_COLUMNS,
      ...OPTIONAL_IMPORT_COLUMNS,
      ...attributes.map((name) => `attribute:${name}`),
      ...options.map((name) => `option:${name}`),
    ],
  ]),
  rowsOf: (products) =>
    stringify(
      products.flatMap((product) =>
        product.variants.map((variant) => [
          ...Object.values(plainCells(product, variant)),
          ...attributes.map((name) => product.attributes[name] ?? ''),
          ...options.map((name) => variant.options[name] ?? ''),
        ]),
      ),
      { quoted_match: /[\r\n]/ },
    ),
});

/** What is empty is left out, but for the category and the description: that there is none is something to say. */
export const jsonRows: RowWriter = {
  head: '',
  rowsOf: (products) =>
    products
      .flatMap((product) =>
        product.variants.map(
          (variant) =>
            `${JSON.stringify({
              ...plainCells(product, variant),
              attributes: product.attributes,
              options: variant.options,
            })}\n`,
        ),
      )
      .join(''),
};

/** Digit by digit: 1205 with two places is `12.05`. */
export const decimal = (minor: number, places: number): string => {
  if (places === 0) return String(minor);
  const digits = String(minor).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
