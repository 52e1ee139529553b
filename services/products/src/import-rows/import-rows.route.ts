import { Problem, type Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { ImportBatch, ImportBatchResult } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { linesRise } from '../product-import/import-batch.ts';
import type { ImportRows } from './import-rows.ts';

export const importRowsRoute =
  (importRows: ImportRows): Routes =>
  (http) => {
    http.post(
      '/v1/products/imports/:importId/rows',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'importRows',
          summary: 'Import a batch of rows',
          description:
            'Takes the good rows and names the others. Safe to repeat: the same batch gets the same answer. Batches must be sent in the order of the file, one after the other, because the first good row of a SKU wins.',
          params: Type.Object({ importId: Uuid }),
          body: ImportBatch,
          response: { 200: ImportBatchResult },
        },
      },
      async (request) => {
        if (!linesRise(request.body.rows)) throw linesOutOfOrder();
        const result = await importRows(request.params.importId, request.body.rows);
        if (result === null) throw importNotFound();
        return result;
      },
    );
  };

const linesOutOfOrder = (): Problem =>
  new Problem({
    status: 400,
    code: 'products/lines-out-of-order',
    title: 'The rows are not in the order of their lines',
    detail: 'Send each line once, in the order of the file.',
  });

const importNotFound = (): Problem =>
  new Problem({
    status: 404,
    code: 'products/import-not-found',
    title: 'There is no such import',
    detail: 'Begin one with POST /v1/products/imports.',
  });
