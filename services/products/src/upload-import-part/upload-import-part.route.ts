import { type HttpServer, Problem, type Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { MAX_PART_BYTES, MAX_PARTS } from '@fondaco/contracts/http/imports';
import { Type } from 'typebox';
import type { UploadImportPart } from './upload-import-part.ts';

/** The body is a piece of a file, which may end in the middle of a row or of a character. */
export const uploadImportPartRoute =
  (uploadImportPart: UploadImportPart): Routes =>
  (http) => {
    void http.register(async (scope: HttpServer) => {
      scope.removeAllContentTypeParsers();
      const types = ['application/octet-stream', 'text/csv', 'application/x-ndjson'];
      scope.addContentTypeParser(types, { parseAs: 'buffer' }, (_, body, done) => done(null, body));
      scope.put(
        '/v1/products/imports/:importId/parts/:number',
        {
          config: { access: ['staff', 'service:operator'] },
          bodyLimit: MAX_PART_BYTES,
          schema: {
            operationId: 'uploadImportPart',
            summary: 'Send a part of the file of an import',
            description:
              'The file in pieces of at most 512 KiB, counted from 1, as they are: they may end anywhere. The first one must hold all of the header. Safe to repeat, in any order.',
            consumes: types,
            params: Type.Object({
              importId: Uuid,
              number: Type.Integer({ minimum: 1, maximum: MAX_PARTS }),
            }),
            response: { 200: Type.Object({}) },
          },
        },
        async (request) => {
          const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          if (content.length === 0) throw partEmpty();
          await uploadImportPart({ ...request.params, content });
          return {};
        },
      );
    });
  };

const partEmpty = (): Problem =>
  new Problem({ status: 400, code: 'products/import-part-empty', title: 'The part has no content' });
