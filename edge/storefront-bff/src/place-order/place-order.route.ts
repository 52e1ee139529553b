import type { AsUser } from '@fondaco/chassis/bff';
import type { Routes } from '@fondaco/chassis/service';
import { annotate } from '@fondaco/chassis/tracing';
import { IdempotencyKey } from '@fondaco/contracts/http/common';
import type { ordersClient } from '@fondaco/contracts/http/orders';
import { CheckoutRequest, OrderView } from '@fondaco/contracts/http/storefront-bff';
import { Type } from 'typebox';
import type { CheckoutTrace } from '../checkout-trace/checkout-trace.ts';
import { orderView } from '../order/order-view.ts';
import { requireIdempotencyKey } from '../upstream/idempotency-key.ts';

type Parts = {
  readonly orders: Pick<ReturnType<typeof ordersClient>, 'place'>;
  readonly asUser: AsUser;
  readonly checkoutTrace: Pick<CheckoutTrace, 'keep'>;
};

export const placeOrderRoute =
  ({ orders, asUser, checkoutTrace }: Parts): Routes =>
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
        preValidation: requireIdempotencyKey,
      },
      async (request, reply) => {
        const order = await asUser(request, reply, (accessToken) =>
          orders.place(accessToken, request.headers['idempotency-key'], request.body),
        );
        const { orderId } = order;
        annotate({ orderId });
        checkoutTrace.keep(reply, orderId);
        return reply.code(201).header('cache-control', 'no-store').send(orderView(order, null));
      },
    );
  };
