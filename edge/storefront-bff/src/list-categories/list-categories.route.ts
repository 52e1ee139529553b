import type { Routes } from '@fondaco/chassis/service';
import type { categoriesClient } from '@fondaco/contracts/http/catalogue';
import { CategoriesView } from '@fondaco/contracts/http/storefront-bff';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';

export const listCategoriesRoute =
  (tree: Pick<ReturnType<typeof categoriesClient>, 'list'>): Routes =>
  (http) => {
    http.get(
      '/bff/categories',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listCategories',
          summary: 'How the catalogue is divided up',
          response: { 200: CategoriesView },
        },
      },
      async (_, reply) => {
        const { categories } = await tree.list();
        const slugs = new Map(categories.map(({ categoryId, slug }) => [categoryId, slug]));
        reply.header('cache-control', CATALOGUE_CACHING);
        return {
          categories: categories.map(({ slug, name, parentId }) => ({
            slug,
            name,
            parent: parentId === null ? null : (slugs.get(parentId) ?? null),
          })),
        };
      },
    );
  };
