import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Import, ImportRequest } from '@fondaco/contracts/http/products';
import { insertImport } from '../product-import/product-import-store.ts';

export const beginImportRoute =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }): Routes =>
  (http) => {
    http.post(
      '/v1/products/imports',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'beginImport',
          summary: 'Begin an import of products',
          description:
            'Its rows are sent in batches, in the order of the file. With `setStock` the stock of known SKUs is set too, else only that of new ones.',
          body: ImportRequest,
          response: { 201: Import },
        },
      },
      async (request, reply) => {
        const begun = { importId: newId(), setStock: request.body.setStock };
        await insertImport(db, begun);
        return reply.code(201).send(begun);
      },
    );
  };
