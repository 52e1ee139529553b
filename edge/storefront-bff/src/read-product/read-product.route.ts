import type { Routes } from '@fondaco/chassis/service';
import type { productsClient } from '@fondaco/contracts/http/products';
import { ProductView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { CATALOGUE_CACHING } from '../upstream/caching.ts';

export const readProductRoute =
  (products: Pick<ReturnType<typeof productsClient>, 'get'>): Routes =>
  (http) => {
    http.get(
      '/bff/products/:slug',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readProduct',
          summary: 'A product with what of it can be ordered now',
          description: 'A former slug leads to it too; the answer has the one it has now.',
          params: Type.Object({ slug: Type.String({ minLength: 1, maxLength: 300 }) }),
          response: { 200: ProductView },
        },
      },
      async (request, reply) => {
        const product = await products.get(request.params.slug);
        const { slug, name, description, attributes, variants, pictures, categories } = product;
        reply.header('cache-control', CATALOGUE_CACHING);
        return { slug, name, description, attributes, variants, pictures, categories };
      },
    );
  };
