import type { AsUser } from '@fondaco/chassis/bff';
import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import type { ordersClient } from '@fondaco/contracts/http/orders';
import { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { orderView } from '../order/order-view.ts';

type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'cancel'>;
  readonly asUser: AsUser;
};

export const cancelOrderRoute =
  ({ orders, asUser }: Parts): Routes =>
  (http) => {
    http.post(
      '/bff/orders/:orderId/cancellation',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'cancelOrder',
          summary: 'Cancel an order that has not begun to ship',
          description: 'Safe to repeat: an order that is being cancelled, or was, is answered as it is.',
          params: Type.Object({ orderId: Uuid }),
          body: Type.Object({}, { additionalProperties: false }),
          response: { 200: OrderView },
        },
      },
      async (request, reply) => {
        const order = await asUser(request, reply, (accessToken) =>
          orders.cancel(accessToken, request.params.orderId),
        );
        reply.header('cache-control', 'no-store');
        return orderView(order, null);
      },
    );
  };
