import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes } from '@fondaco/chassis/service';
import { MismatchPage } from '@fondaco/contracts/http/mismatches';
import { OrderListQuery } from '@fondaco/contracts/http/orders';
import { listMismatches } from '../mismatch/mismatch-store.ts';
import { decodePosition, encodePosition } from './mismatch-cursor.ts';

const DEFAULT_LIMIT = 20;

export const listMismatchesRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/mismatches',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listMismatches',
          summary: 'Where orders, payments and reservations have disagreed for longer than messages need',
          description: 'The oldest first.',
          querystring: OrderListQuery,
          response: { 200: MismatchPage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const after = cursor === undefined ? null : decodePosition(cursor);
        if (cursor !== undefined && after === null) throw cursorInvalid();
        const found = await listMismatches(db, after, limit + 1);
        const page = found.slice(0, limit);
        const last = page.at(-1);
        const more = found.length > limit && last;
        return {
          items: page.map(({ orderId, kind, detail, firstSeenAt, lastSeenAt }) => ({
            orderId,
            kind,
            detail,
            firstSeenAt: firstSeenAt.toISOString(),
            lastSeenAt: lastSeenAt.toISOString(),
          })),
          nextCursor: more
            ? encodePosition({ firstSeenAt: last.position, orderId: last.orderId, kind: last.kind })
            : null,
        };
      },
    );
  };

const cursorInvalid = (): Problem =>
  new Problem({
    status: 400,
    code: 'orders/cursor-invalid',
    title: 'The cursor is not valid',
    detail: 'Take nextCursor of the page before, or none for the first page.',
  });
