import type { Routes } from '@fondaco/chassis/service';
import type { productsClient } from '@fondaco/contracts/http/products';
import { CataloguePage, CatalogueQuery } from '@fondaco/contracts/http/storefront-bff';
import { catalogueItems, SHELF_LENGTH } from '../catalogue/catalogue-item.ts';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';

export const listCatalogueRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'list'>): Routes =>
  (http) => {
    http.get(
      '/bff/catalogue',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listCatalogue',
          summary: 'What is on sale, or what of it stands in a category, page by page',
          querystring: CatalogueQuery,
          response: { 200: CataloguePage },
        },
      },
      async (request, reply) => {
        const { items, nextCursor } = await products.list({ ...request.query, limit: SHELF_LENGTH });
        reply.header('cache-control', CATALOGUE_CACHING);
        return { items: catalogueItems(items), nextCursor };
      },
    );
  };
