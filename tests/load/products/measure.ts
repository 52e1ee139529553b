import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countWords } from '../../../services/products/src/listing/search-word-store.ts';
import { type CatalogueFile, writeCatalogue } from './catalogue-file.ts';
import { execute } from './execute.ts';
import { fillCatalogue } from './fill.ts';
import { type ImportFigures, measureImport } from './import.ts';
import { categorySlugs, fullShelves, listPages } from './list-pages.ts';
import { type Shop, type Shops, startShops } from './products-alone.ts';
import { filteredSearchPaths, productPaths, searchPaths, suggestionPaths } from './questions.ts';
import { createRawRows } from './raw-rows.ts';
import {
  type Growth,
  measureGrowth,
  measureRawReads,
  measureReads,
  type RawRatio,
  type ReadFigures,
  type ReadOptions,
  startRawServer,
} from './reads.ts';
import { createRequestLoad } from './request-load.ts';

export type ProductsFigures = {
  readonly products: number;
  /** Null when the catalogue was filled by SQL. */
  readonly import: ImportFigures | null;
  readonly reads: Readonly<
    Record<'list' | 'page' | 'search' | 'filteredSearch' | 'suggestions', ReadFigures>
  >;
  readonly growth: { readonly list: Growth; readonly page: Growth };
  readonly raw: { readonly list: RawRatio; readonly page: RawRatio };
};

export type ProductsOptions = ReadOptions & {
  readonly products: number;
  /** `sql` spares the import: what is read is measured, the import is not. */
  readonly load: 'import' | 'sql';
  /** Whether the shops are to stay up, once the figures are there, until Enter is pressed. */
  readonly keep: boolean;
  readonly tell: (figures: ProductsFigures) => void;
};

const FEW = 1_000;

/** Products alone, with few products and with very many. */
export const measureProducts = async (options: ProductsOptions): Promise<void> => {
  const { report } = options;
  const folder = await mkdtemp(join(tmpdir(), 'fondaco-catalogue-'));
  report('starting PostgreSQL, Kafka and two shops');
  const shops = await startShops(report);
  try {
    const [small, large] = [await shops.open(), await shops.open()];
    const imported =
      options.load === 'sql'
        ? await fillBoth(small, large, options)
        : await importBoth(shops, [small, large], folder, options);
    // As autovacuum does within minutes: nobody is to wait for it, and no figure to depend on when it comes.
    for (const { database } of [small, large]) {
      await execute(database.ownerUrl, 'vacuum analyze');
      // As the job does every ten minutes.
      await database.db.transaction(countWords);
    }
    // So that what was written goes to the disk now, and not while something is measured.
    await shops.checkpoint();
    const reads = await measureAllReads(small, large, options);
    options.tell({ products: options.products, import: imported, ...reads });
    if (options.keep) await keepOpen([small, large], report);
  } finally {
    await shops.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const fillBoth = async (small: Shop, large: Shop, { products, report }: ProductsOptions): Promise<null> => {
  report(`${products} products by SQL`);
  await fillCatalogue(small.database, FEW, report);
  await fillCatalogue(large.database, products, report);
  return null;
};

const importBoth = async (
  shops: Shops,
  [small, large]: readonly [Shop, Shop],
  folder: string,
  { products, report }: ProductsOptions,
): Promise<ImportFigures> => {
  report(`a catalogue of ${products} products, written to a file`);
  const few = await writeCatalogue(join(folder, 'few.csv'), FEW);
  const many = await writeCatalogue(join(folder, 'many.csv'), products);
  await measureImport(small, few, { raw: null, report });
  report(`importing ${many.rows} rows, and writing the same ones by plain SQL`);
  return measureImportBesideRaw(shops, large, many, report);
};

const measureImportBesideRaw = async (
  shops: Shops,
  shop: Shop,
  file: CatalogueFile,
  report: (line: string) => void,
): Promise<ImportFigures> => {
  const raw = await createRawRows(shop.database, await shops.database(), file);
  try {
    return await measureImport(shop, file, { raw, report });
  } finally {
    await raw.close();
  }
};

const measureAllReads = async (
  small: Shop,
  large: Shop,
  options: ProductsOptions,
): Promise<Pick<ProductsFigures, 'reads' | 'growth' | 'raw'>> => {
  const { report } = options;
  report('looking for pages to ask for');
  const pages = await findPages(small, large, options.products);
  const read = async (paths: readonly string[], what: string): Promise<ReadFigures> => {
    report(`${what}: the highest rate, then half of it`);
    const figures = await measureReads(large, paths, options);
    report(`  ${figures.highestRate.toFixed(0)}/s, p99 ${figures.p99.toFixed(1)} ms`);
    return figures;
  };
  const server = await startRawServer(large);
  try {
    const reads = {
      list: await read(pages.lists, 'lists'),
      page: await read(pages.products, 'product pages'),
      search: await read(pages.searches, 'searches'),
      filteredSearch: await read(pages.filteredSearches, 'searches with filters'),
      suggestions: await read(pages.suggestions, 'suggestions'),
    };
    const growth = async (from: readonly string[], to: readonly string[]): Promise<Growth> =>
      measureGrowth({ shop: small, paths: from }, { shop: large, paths: to }, options);
    report(`lists and product pages among ${FEW} products and among ${options.products}`);
    const grown = {
      list: await growth(pages.listsOfFew, pages.sameListsOfMany),
      page: await growth(productPaths(FEW), pages.products),
    };
    const againstRaw = (paths: readonly string[]): Promise<RawRatio> =>
      measureRawReads({ shop: large, paths }, server.origin, options);
    report('lists and product pages against the same statements behind bare Fastify');
    const raw = { list: await againstRaw(pages.lists), page: await againstRaw(pages.products) };
    return { reads, growth: grown, raw };
  } finally {
    server.stop();
  }
};

/** What is asked for. Of few and many products the same shelves are compared, so that all pages are full ones. */
const findPages = async (small: Shop, large: Shop, products: number) => {
  const [ofSmall, ofLarge] = [await createRequestLoad(small.url, 1), await createRequestLoad(large.url, 1)];
  try {
    const shelves = await fullShelves(ofSmall);
    return {
      lists: await listPages(ofLarge, await fullShelves(ofLarge)),
      listsOfFew: await listPages(ofSmall, shelves),
      sameListsOfMany: await listPages(ofLarge, shelves),
      products: productPaths(products),
      searches: searchPaths(),
      filteredSearches: filteredSearchPaths(await categorySlugs(ofLarge)),
      suggestions: suggestionPaths(),
    };
  } finally {
    ofSmall.close();
    ofLarge.close();
  }
};

const keepOpen = async (shops: readonly Shop[], report: (line: string) => void): Promise<void> => {
  report('These stay up until Enter is pressed:');
  for (const { url, database } of shops) report(`${url}, ${database.ownerUrl}`);
  await Promise.race([once(process.stdin, 'data'), once(process.stdin, 'end')]);
  process.stdin.destroy();
};
