import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Cursor, Uuid } from '@fondaco/contracts/http/common';
import { RefusalPage } from '@fondaco/contracts/http/imports';
import { Type } from 'typebox';
import { invalidCursor } from '../catalogue-problems.ts';
import { importNotFound } from '../import-problem.ts';
import { findImport } from '../product-import/product-import-store.ts';
import { findRefusals } from '../product-import/refusal-store.ts';

/** While the import runs there may be more of them below the last page. */
export const listRefusalsRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/imports/:importId/refusals',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listImportRefusals',
          summary: 'The rows of an import that were refused, each with its line and reason',
          params: Type.Object({ importId: Uuid }),
          querystring: Type.Object(
            {
              cursor: Type.Optional(Cursor),
              limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
            },
            { additionalProperties: false },
          ),
          response: { 200: RefusalPage },
        },
      },
      async (request) => {
        const { importId } = request.params;
        const { cursor, limit = 100 } = request.query;
        const after = cursor === undefined ? 0 : lineOf(cursor);
        if ((await findImport(db, importId)) === null) throw importNotFound();
        const items = await findRefusals(db, importId, { after, limit });
        const last = items.length === limit ? items.at(-1) : undefined;
        return { items, nextCursor: last === undefined ? null : cursorOf(last.line) };
      },
    );
  };

const cursorOf = (line: number): string => Buffer.from(`line ${line}`).toString('base64url');

const lineOf = (cursor: string): number => {
  const [, line = ''] = /^line (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (line !== '' && cursorOf(Number(line)) === cursor) return Number(line);
  throw invalidCursor();
};
