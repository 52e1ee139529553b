import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Import, ImportStart } from '@fondaco/contracts/http/imports';
import { Type } from 'typebox';
import { importAnswer } from '../product-import/import-answer.ts';
import type { StartImport } from './start-import.ts';

export const startImportRoute =
  (startImport: StartImport): Routes =>
  (http) => {
    http.post(
      '/v1/products/imports/:importId/start',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'startImport',
          summary: 'Start an import whose file was sent',
          description:
            'Says how many parts and bytes there are, so that nothing is missing without anybody noticing. It then goes on by itself: `GET` the import to see how far it is. Safe to repeat.',
          params: Type.Object({ importId: Uuid }),
          body: ImportStart,
          response: { 202: Import },
        },
      },
      async (request, reply) => {
        const started = await startImport(request.params.importId, request.body);
        return reply.code(202).send(importAnswer(started, request.body.parts));
      },
    );
  };
