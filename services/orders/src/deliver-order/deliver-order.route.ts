import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Order } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import type { DeliverOrder } from './deliver-order.ts';

export const deliverOrderRoute =
  (deliverOrder: DeliverOrder): Routes =>
  (http) => {
    http.post(
      '/v1/orders/:orderId/delivery',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'deliverOrder',
          summary: 'Record that all of an order has arrived',
          description: 'Safe to repeat: a delivered order is answered as it is.',
          params: Type.Object({ orderId: Uuid }),
          body: Type.Object({}, { additionalProperties: false }),
          response: { 200: Order },
        },
      },
      (request) => deliverOrder(request.params.orderId),
    );
  };
