import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { versionTag } from '../edit-request.ts';
import { readRecord } from '../product-editing.ts';

export const readProductRecordRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/:productId/record',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'readProductRecord',
          summary: 'Read a product as staff see it, whatever its status',
          params: Type.Object({ productId: Uuid }),
          response: { 200: ProductForStaff },
        },
      },
      async (request, reply) => {
        const product = await readRecord(db, request.params.productId);
        return reply.header('etag', versionTag(product.version)).send(product);
      },
    );
  };
