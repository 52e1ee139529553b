import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { Product } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { CACHE_CONTROL, entityTag, isKnown } from '../product/caching.ts';
import { findProduct } from '../product/product-view-store.ts';
import { isSlug } from '../product/slug.ts';

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
          params: Type.Object({ idOrSlug: Type.String() }),
          response: { 200: Product, 304: Type.Null() },
        },
      },
      async (request, reply) => {
        const product = await find(db, request.params.idOrSlug);
        if (product === null) throw productNotFound();

        const tag = entityTag(product);
        reply.header('cache-control', CACHE_CONTROL).header('etag', tag);
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send(null) : product;
      },
    );
  };

/** A slug of digits can look like an id. */
const find = async (db: Database, idOrSlug: string) => {
  const byId = UUID.test(idOrSlug) ? await findProduct(db, { productId: idOrSlug }) : null;
  return byId ?? (isSlug(idOrSlug) ? findProduct(db, { slug: idOrSlug }) : null);
};

const productNotFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/not-found',
    title: 'There is no such product',
    detail: 'Look it up in the listing: it may no longer be on sale.',
  });
