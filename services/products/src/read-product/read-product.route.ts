import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Product } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { productNotFound } from '../catalogue-problems.ts';
import { CACHE_CONTROL, isKnown } from '../product/caching.ts';
import { isSlug } from '../product/slug.ts';
import { pageTag, productPage } from './product-page.ts';
import { findProductPage, findSlugNow } from './product-page-store.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const readProductRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/:idOrSlug',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readProduct',
          summary: 'Read a product by its id or slug',
          description: 'Under a slug that it had before, 308 with the one that it has now as `Location`.',
          params: Type.Object({ idOrSlug: Type.String() }),
          response: { 200: Product, 304: Type.Null(), 308: Type.Null() },
        },
      },
      async (request, reply) => {
        const { idOrSlug } = request.params;
        reply.header('cache-control', CACHE_CONTROL);
        const row = await find(db, idOrSlug);
        const page = row === null ? null : productPage(row);
        if (row === null || page === null) {
          const slug = isSlug(idOrSlug) ? await findSlugNow(db, idOrSlug) : null;
          if (slug === null) throw productNotFound();
          return reply.code(308).header('location', slug).send(null);
        }
        const tag = pageTag(row);
        reply.header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : reply.send(page);
      },
    );
  };

/** A slug of digits can look like an id. */
const find = async (db: Database, idOrSlug: string) => {
  const byId = UUID.test(idOrSlug) ? await findProductPage(db, { productId: idOrSlug }) : null;
  return byId ?? (isSlug(idOrSlug) ? findProductPage(db, { slug: idOrSlug }) : null);
};
