import { open } from 'node:fs/promises';
import { type MadeProduct, productAt } from './catalogue.ts';

const HEADER = `sku,name,price,currency,stock,product,category,description,attribute:material,attribute:colour,attribute:brand,attribute:model,option:size\n`;
const AT_ONCE = 1_000;

/** Lines of CSV, one for each variant. */
export const linesOf = (product: MadeProduct): string =>
  product.variants
    .map(({ sku, price, stock, size }) =>
      [
        sku,
        product.name,
        (price / 100).toFixed(2),
        'GBP',
        stock,
        // Only variants need to say what they are variants of.
        product.variants.length === 1 ? '' : product.slug,
        product.category.join(' > '),
        `"${product.description}"`,
        product.material,
        product.colour,
        product.brand,
        product.model,
        size,
      ].join(','),
    )
    .join('\n');

export type CatalogueFile = {
  readonly file: string;
  readonly products: number;
  readonly rows: number;
  readonly bytes: number;
};

/** Writes so many products as CSV, without holding them all. */
export const writeCatalogue = async (file: string, products: number): Promise<CatalogueFile> => {
  const handle = await open(file, 'w');
  let rows = 0;
  let bytes = 0;
  const write = async (text: string): Promise<void> => {
    bytes += (await handle.write(text)).bytesWritten;
  };
  try {
    await write(HEADER);
    for (let first = 0; first < products; first += AT_ONCE) {
      const made = Array.from({ length: Math.min(AT_ONCE, products - first) }, (_, index) =>
        productAt(first + index),
      );
      rows += made.reduce((sum, { variants }) => sum + variants.length, 0);
      await write(`${made.map(linesOf).join('\n')}\n`);
    }
  } finally {
    await handle.close();
  }
  return { file, products, rows, bytes };
};
