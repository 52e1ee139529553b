import type { AsUser } from '@fondaco/chassis/bff';
import type { Routes } from '@fondaco/chassis/service';
import { Cursor } from '@fondaco/contracts/http/common';
import type { ordersClient } from '@fondaco/contracts/http/orders';
import { OrderListView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';

const PAGE_SIZE = 20;

type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'list'>;
  readonly asUser: AsUser;
};

export const listOrdersRoute =
  ({ orders, asUser }: Parts): Routes =>
  (http) => {
    http.get(
      '/bff/orders',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'listOrders',
          summary: "The customer's orders, newest first",
          querystring: Type.Object({ cursor: Type.Optional(Cursor) }, { additionalProperties: false }),
          response: { 200: OrderListView },
        },
      },
      async (request, reply) => {
        const page = await asUser(request, reply, (accessToken) =>
          orders.list(accessToken, { ...request.query, limit: PAGE_SIZE }),
        );
        reply.header('cache-control', 'no-store');
        return {
          items: page.items.map(({ orderId, state, placedAt, total }) => ({
            orderId,
            state,
            placedAt,
            total,
          })),
          nextCursor: page.nextCursor,
        };
      },
    );
  };
