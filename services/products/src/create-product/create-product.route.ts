import type { Routes } from '@fondaco/chassis/service';
import { NewProduct, ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { editorOf, versionTag } from '../edit-request.ts';
import type { CreateProduct } from './create-product.ts';

export const createProductRoute =
  (createProduct: CreateProduct): Routes =>
  (http) => {
    http.post(
      '/v1/products',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'createProduct',
          summary: 'Add a product, as a draft',
          description: 'Nobody but staff sees it until an edit makes it active.',
          body: NewProduct,
          response: { 201: ProductForStaff },
        },
      },
      async (request, reply) => {
        const product = await createProduct(request.body, editorOf(request.identity));
        return reply
          .code(201)
          .header('etag', versionTag(product.version))
          .header('location', `/v1/products/${product.productId}/record`)
          .send(product);
      },
    );
  };
