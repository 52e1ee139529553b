import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { OrderListQuery, OrderPage } from '@fondaco/contracts/http/orders';
import { listOrders } from '../order/order-read-store.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const DEFAULT_LIMIT = 20;

export const listOrdersRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/orders',
      {
        config: { access: ['user'] },
        schema: {
          operationId: 'listOrders',
          summary: 'List my orders, newest first',
          querystring: OrderListQuery,
          response: { 200: OrderPage },
        },
      },
      async (request) => {
        const { cursor, limit = DEFAULT_LIMIT } = request.query;
        const before = cursor === undefined ? null : decodeCursor(cursor);
        if (cursor !== undefined && before === null) throw cursorInvalid();

        // One more than asked for says whether there is a next page.
        const found = await listOrders(db, { customerId: userOf(request).userId, before, limit: limit + 1 });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return { items, nextCursor: found.length > limit && last ? encodeCursor(last.orderId) : null };
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
