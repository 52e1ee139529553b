import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Import } from '@fondaco/contracts/http/imports';
import { Type } from 'typebox';
import { importNotFound } from '../import-problem.ts';
import { importAnswer } from '../product-import/import-answer.ts';
import { measureParts } from '../product-import/part-store.ts';
import { findImport } from '../product-import/product-import-store.ts';

export const readImportRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/imports/:importId',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'readImport',
          summary: 'How far an import is, and what has become of its rows',
          params: Type.Object({ importId: Uuid }),
          response: { 200: Import },
        },
      },
      async (request) => {
        const found = await findImport(db, request.params.importId);
        if (found === null) throw importNotFound();
        return importAnswer(found, found.parts ?? (await measureParts(db, found.importId)).unbroken);
      },
    );
  };
