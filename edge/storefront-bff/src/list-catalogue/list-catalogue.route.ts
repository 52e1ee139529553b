import type { Routes } from '@fondaco/chassis/service';
import { Cursor } from '@fondaco/contracts/http/common';
import type { productsClient } from '@fondaco/contracts/http/products';
import { CataloguePage } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';
import { catalogueItem } from './catalogue-page.ts';

const PAGE_SIZE = 24;

export const listCatalogueRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'list'>): Routes =>
  (http) => {
    http.get(
      '/bff/catalogue',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listCatalogue',
          summary: 'What is on sale, page by page',
          querystring: Type.Object({ cursor: Type.Optional(Cursor) }, { additionalProperties: false }),
          response: { 200: CataloguePage },
        },
      },
      async (request, reply) => {
        const { items, nextCursor } = await products.list({ ...request.query, limit: PAGE_SIZE });
        reply.header('cache-control', CATALOGUE_CACHING);
        return { items: items.map(catalogueItem).filter((item) => item !== null), nextCursor };
      },
    );
  };
