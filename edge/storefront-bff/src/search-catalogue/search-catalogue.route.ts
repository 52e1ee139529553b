import type { Routes } from '@fondaco/chassis/service';
import type { productsClient } from '@fondaco/contracts/http/products';
import { CatalogueSearch, SearchView } from '@fondaco/contracts/http/storefront-bff';
import { catalogueItems, SHELF_LENGTH } from '../catalogue/catalogue-item.ts';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';

export const searchCatalogueRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'search'>): Routes =>
  (http) => {
    http.get(
      '/bff/search',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'searchCatalogue',
          summary: 'What is on sale and has these words, with what it can be narrowed down by',
          querystring: CatalogueSearch,
          response: { 200: SearchView },
        },
      },
      async (request, reply) => {
        const page = await products.search({ ...request.query, limit: SHELF_LENGTH });
        reply.header('cache-control', CATALOGUE_CACHING);
        return { ...page, items: catalogueItems(page.items) };
      },
    );
  };
