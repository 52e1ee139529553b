import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { CategoryTree } from '@fondaco/contracts/http/catalogue';
import { Type } from 'typebox';
import { findTree } from '../category/category-store.ts';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';

export const listCategoriesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/categories',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listCategories',
          summary: 'List all categories',
          description: 'Parents before their children, siblings in their order.',
          response: { 200: CategoryTree, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const tree = { categories: await findTree(db) };
        const tag = entityTag(tree);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : tree;
      },
    );
  };
