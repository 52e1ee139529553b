import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import type { ordersClient } from '@fondaco/contracts/http/orders';
import { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { orderView } from '../order/order-view.ts';
import type { AsUser } from '../session/as-user.ts';

type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'get'>;
  readonly asUser: AsUser;
};

export const readOrderRoute =
  ({ orders, asUser }: Parts): Routes =>
  (http) => {
    http.get(
      '/bff/orders/:orderId',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'readOrder',
          summary: 'An order and how far it has come',
          params: Type.Object({ orderId: Uuid }),
          response: { 200: OrderView },
        },
      },
      async (request, reply) => {
        const order = await asUser(request, reply, (accessToken) =>
          orders.get(accessToken, request.params.orderId),
        );
        reply.header('cache-control', 'no-store');
        return orderView(order);
      },
    );
  };
