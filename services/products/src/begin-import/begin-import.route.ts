import { type Caller, Problem, type Routes } from '@fondaco/chassis/service';
import { Import, ImportHeaders, ImportRequest } from '@fondaco/contracts/http/imports';
import { importAnswer } from '../product-import/import-answer.ts';
import type { BeginImport } from './begin-import.ts';

export const beginImportRoute =
  (beginImport: BeginImport): Routes =>
  (http) => {
    http.post(
      '/v1/products/imports',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'beginImport',
          summary: 'Begin an import of products',
          description:
            'Its file is sent in parts, then it is started. With `setStock` the stock of known SKUs is set too, else only that of new ones. The same request under the same `Idempotency-Key` answers the import that was begun first, as it is now, with the header `Idempotency-Replayed: true`.',
          headers: ImportHeaders,
          body: ImportRequest,
          response: { 201: Import },
        },
      },
      async (request, reply) => {
        const outcome = await beginImport({
          ...request.body,
          madeBy: nameOf(request.identity),
          idempotencyKey: request.headers['idempotency-key'] ?? null,
        });
        if (outcome.kind === 'idempotency-key-reused') throw keyReused();
        if (outcome.kind === 'replayed') reply.header('idempotency-replayed', 'true');
        const parts = outcome.kind === 'replayed' ? outcome.parts : 0;
        return reply.code(201).send(importAnswer(outcome.begun, parts));
      },
    );
  };

/** Keys of one caller have nothing to do with those of another. */
const nameOf = (caller: Caller | null): string =>
  caller?.kind === 'user' ? `user:${caller.userId}` : `service:${caller?.name}`;

const keyReused = (): Problem =>
  new Problem({
    status: 422,
    code: 'products/idempotency-key-reused',
    title: 'The idempotency key belongs to another import',
    detail: 'Use a new key for a new import.',
  });
