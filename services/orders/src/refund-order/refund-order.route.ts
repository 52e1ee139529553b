import type { Routes } from '@fondaco/chassis/service';
import { IdempotencyKey, Uuid } from '@fondaco/contracts/http/common';
import { Order, RefundOrder } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { keyMissing } from '../caller.ts';
import type { RefundOrderUseCase } from './refund-order.ts';

export const refundOrderRoute =
  (refundOrder: RefundOrderUseCase): Routes =>
  (http) => {
    http.post(
      '/v1/orders/:orderId/refunds',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'refundOrder',
          summary: 'Refund lines of an order, or all that has not been refunded',
          description:
            'The amount follows from the prices of the order. Of each line, units that have not shipped are cancelled first. Safe to repeat under the same Idempotency-Key: the answer is then the order as it is now, with the header `Idempotency-Replayed: true`.',
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          params: Type.Object({ orderId: Uuid }),
          body: RefundOrder,
          response: { 201: Order },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing('A refund');
        },
      },
      async (request, reply) => {
        const key = request.headers['idempotency-key'];
        const { order, replayed } = await refundOrder(request.params.orderId, key, request.body);
        if (replayed) reply.header('idempotency-replayed', 'true');
        return reply.code(201).send(order);
      },
    );
  };
