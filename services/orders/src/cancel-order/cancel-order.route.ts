import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Order } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import type { CancelOrder } from './cancel-order.ts';

export const cancelOrderRoute =
  (cancelOrder: CancelOrder): Routes =>
  (http) => {
    http.post(
      '/v1/orders/:orderId/cancellation',
      {
        config: { access: ['user', 'service:operator'] },
        schema: {
          operationId: 'cancelOrder',
          summary: 'Cancel an order that has not begun to ship: staff any, everybody else their own',
          description: 'Safe to repeat: an order that is being cancelled, or was, is answered as it is.',
          params: Type.Object({ orderId: Uuid }),
          body: Type.Object({}, { additionalProperties: false }),
          response: { 200: Order },
        },
      },
      (request) => cancelOrder(request.identity, request.params.orderId),
    );
  };
