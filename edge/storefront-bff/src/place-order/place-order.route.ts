import { Problem, type Routes } from '@fondaco/chassis/service';
import { IdempotencyKey, type ordersClient } from '@fondaco/contracts/http/orders';
import { CheckoutRequest, OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import { orderView } from '../order/order-view.ts';
import type { AsUser } from '../session/as-user.ts';

type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'place'>;
  readonly asUser: AsUser;
};

export const placeOrderRoute =
  ({ orders, asUser }: Parts): Routes =>
  (http) => {
    http.post(
      '/bff/orders',
      {
        config: { access: ['public'] },
        schema: {
          operationId: 'placeOrder',
          summary: 'Place an order',
          description:
            'Safe to repeat under the same Idempotency-Key. A 409 `orders/price-changed` carries the new `quote`.',
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          body: CheckoutRequest,
          response: { 201: OrderView },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing();
        },
      },
      async (request, reply) => {
        const { lines, country, expectedTotal } = request.body;
        const order = await asUser(request, reply, (accessToken) =>
          orders.place(accessToken, request.headers['idempotency-key'], {
            lines,
            delivery: { country },
            expectedTotal,
          }),
        );
        return reply.code(201).header('cache-control', 'no-store').send(orderView(order));
      },
    );
  };

const keyMissing = (): Problem =>
  new Problem({
    status: 400,
    code: 'storefront-bff/idempotency-key-missing',
    title: 'An order needs an idempotency key',
    detail: 'Send a header Idempotency-Key that is new for every checkout, and the same when it is repeated.',
  });
