import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { Cursor } from '@fondaco/contracts/http/common';
import { MismatchPage } from '@fondaco/contracts/http/mismatches';
import { Type } from 'typebox';
import { listMismatches } from '../mismatch/mismatch-store.ts';

const DEFAULT_LIMIT = 100;

export const listMismatchesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/mismatches',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listMismatches',
          summary: 'Where payments and the provider disagree, oldest first',
          querystring: Type.Object(
            {
              cursor: Type.Optional(Cursor),
              limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: DEFAULT_LIMIT })),
            },
            { additionalProperties: false },
          ),
          response: { 200: MismatchPage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const after = cursor === undefined ? null : decode(cursor);
        if (cursor !== undefined && after === null) throw cursorInvalid();
        const found = await listMismatches(db, { after, limit: limit + 1 });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return {
          items: items.map(({ mismatch }) => mismatch),
          nextCursor: found.length > limit && last ? encode(last.id) : null,
        };
      },
    );
  };

const encode = (id: string): string => Buffer.from(`v1:${id}`).toString('base64url');

const decode = (cursor: string): string | null =>
  /^v1:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(cursor, 'base64url').toString('utf8'),
  )?.[1] ?? null;

const cursorInvalid = (): Problem =>
  new Problem({
    status: 400,
    code: 'payments/cursor-invalid',
    title: 'The cursor is not valid',
    detail: 'Take nextCursor of the page before, or none for the first page.',
  });
