import type { Routes } from '@fondaco/chassis/service';
import { IdempotencyKey, Uuid } from '@fondaco/contracts/http/common';
import { Order, ShipOrder } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { keyMissing } from '../caller.ts';
import type { ShipOrderUseCase } from './ship-order.ts';

export const shipOrderRoute =
  (shipOrder: ShipOrderUseCase): Routes =>
  (http) => {
    http.post(
      '/v1/orders/:orderId/shipments',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'shipOrder',
          summary: 'Ship lines of an order, or all that is left',
          description:
            'The first shipment leaves when the money for the whole order has been taken. Safe to repeat under the same Idempotency-Key: the answer is then the order as it is now, with the header `Idempotency-Replayed: true`.',
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          params: Type.Object({ orderId: Uuid }),
          body: ShipOrder,
          response: { 201: Order },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing('A shipment');
        },
      },
      async (request, reply) => {
        const key = request.headers['idempotency-key'];
        const { order, replayed } = await shipOrder(request.params.orderId, key, request.body);
        if (replayed) reply.header('idempotency-replayed', 'true');
        return reply.code(201).send(order);
      },
    );
  };
