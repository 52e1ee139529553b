import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { annotate } from '@fondaco/chassis/tracing';
import { IdempotencyKey } from '@fondaco/contracts/http/common';
import { MAX_QUANTITY, Order, PlaceOrder } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { keyMissing, keyReused } from '../caller.ts';
import { OrderRefused, type Refusal } from './order-refused.ts';
import type { PlaceOrderUseCase } from './place-order.ts';

export const placeOrderRoute =
  (placeOrder: PlaceOrderUseCase): Routes =>
  (http) => {
    http.post(
      '/v1/orders',
      {
        config: { access: ['user'] },
        schema: {
          operationId: 'placeOrder',
          summary: 'Place an order',
          description:
            'Safe to repeat under the same Idempotency-Key: the answer is then the order as it is now, with the header `Idempotency-Replayed: true`.',
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          body: PlaceOrder,
          response: { 201: Order },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing('An order');
        },
      },
      async (request, reply) => {
        const key = request.headers['idempotency-key'];
        const { order, replayed } = await placeOrder(userOf(request).userId, key, request.body).catch(answer);
        annotate({ orderId: order.orderId });
        if (replayed) reply.header('idempotency-replayed', 'true');
        return reply.code(201).header('location', `/v1/orders/${order.orderId}`).send(order);
      },
    );
  };

const answer = (error: unknown): never => {
  throw error instanceof OrderRefused ? problem(error.refusal) : error;
};

const problem = (refusal: Refusal): Problem => {
  switch (refusal.kind) {
    case 'quantity-too-large':
      return new Problem({
        status: 400,
        code: 'orders/quantity-too-large',
        title: 'Too much of one article',
        detail: `At most ${MAX_QUANTITY} of one SKU can be ordered at once.`,
        extra: { skus: refusal.skus },
      });
    case 'unknown-sku':
      return new Problem({
        status: 422,
        code: 'orders/unknown-sku',
        title: 'Some articles are not sold here',
        detail: 'Leave out the lines of unknownSkus.',
        extra: { unknownSkus: refusal.unknownSkus },
      });
    case 'mixed-currencies':
      return new Problem({
        status: 422,
        code: 'orders/mixed-currencies',
        title: 'An order has one currency',
        detail: `The lines are priced in ${refusal.currencies.join(' and ')}: order them separately.`,
      });
    case 'total-too-large':
      return new Problem({ status: 422, code: 'orders/total-too-large', title: 'The total is too large' });
    case 'price-changed':
      return new Problem({
        status: 409,
        code: 'orders/price-changed',
        title: 'The total is not the expected one',
        detail: 'Look at the quote, and order again with its total if you agree.',
        extra: { quote: refusal.quote },
      });
    case 'idempotency-key-reused':
      return keyReused('order');
  }
};
