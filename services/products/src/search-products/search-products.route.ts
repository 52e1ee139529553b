import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { SearchPage, SearchQuery } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';
import { searchProducts } from './search-products.ts';

export const searchProductsRoute = (db: Database): Routes => {
  const search = searchProducts({ db });
  return (http) => {
    http.get(
      '/v1/products/search',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'searchProducts',
          summary: 'Search the products on sale',
          description: 'All words have to be there; misspelt ones are taken for those most like them.',
          querystring: SearchQuery,
          response: { 200: SearchPage, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const page = await search(request.query);
        const tag = entityTag(page);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : page;
      },
    );
  };
};
