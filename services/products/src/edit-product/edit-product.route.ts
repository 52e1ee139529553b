import type { Routes } from '@fondaco/chassis/service';
import { ProductEdit, ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { editorOf, versionTag, versionToEdit } from '../edit-request.ts';
import type { EditProduct } from './edit-product.ts';

export const editProductRoute =
  (editProduct: EditProduct): Routes =>
  (http) => {
    http.patch(
      '/v1/products/:productId',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'editProduct',
          summary: 'Edit a product',
          description:
            'From the version whose entity tag is sent as `If-Match`: 412 with the `version` now when somebody else was faster. Fields that are left out stay as they are, variants that `variants` leaves out are no longer sold.',
          params: Type.Object({ productId: Uuid }),
          headers: Type.Object({ 'if-match': Type.Optional(Type.String()) }),
          body: ProductEdit,
          response: { 200: ProductForStaff },
        },
      },
      async (request, reply) => {
        const product = await editProduct({
          productId: request.params.productId,
          version: versionToEdit(request.headers['if-match']),
          edit: request.body,
          editor: editorOf(request.identity),
        });
        return reply.header('etag', versionTag(product.version)).send(product);
      },
    );
  };
