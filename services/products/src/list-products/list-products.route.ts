import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ListQuery, ProductPage } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';
import { findPage } from '../product/product-view-store.ts';
import { BEGINNING, decodeCursor, encodeCursor } from './cursor.ts';

const DEFAULT_LIMIT = 24;

export const listProductsRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listProducts',
          summary: 'List the products on sale',
          description: 'In the order of their names, page by page.',
          querystring: ListQuery,
          response: { 200: ProductPage, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const after = cursor === undefined ? BEGINNING : decodeCursor(cursor);
        // One more than asked for tells whether there is a next page.
        const found = await findPage(db, after, limit + 1);
        const items = found.slice(0, limit);
        const last = found.length > limit ? items.at(-1) : undefined;
        const page = { items, nextCursor: last === undefined ? null : encodeCursor(last) };

        const tag = entityTag(page);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : page;
      },
    );
  };
