import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ListQuery, ProductPage } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';
import { listProducts } from './list-products.ts';

export const listProductsRoute = (db: Database): Routes => {
  const list = listProducts({ db });
  return (http) => {
    http.get(
      '/v1/products',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listProducts',
          summary: 'List the products on sale',
          description: 'In the order of their names, unless asked otherwise, page by page.',
          querystring: ListQuery,
          response: { 200: ProductPage, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const page = await list(request.query);
        const tag = entityTag(page);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : page;
      },
    );
  };
};
