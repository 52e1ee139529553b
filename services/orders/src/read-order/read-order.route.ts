import type { Database } from '@fondaco/chassis/postgres';
import { Problem, type Routes, userOf } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Order } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { findOrder } from '../order/order-read-store.ts';

export const readOrderRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/orders/:orderId',
      {
        config: { access: ['user'] },
        schema: {
          operationId: 'readOrder',
          summary: 'Read an order: staff any, everybody else their own',
          params: Type.Object({ orderId: Uuid }),
          response: { 200: Order },
        },
      },
      async (request) => {
        const { userId, roles } = userOf(request);
        const found = await findOrder(db, request.params.orderId);
        // Somebody else's order looks like none, so that ids cannot be tried out.
        if (!found || (found.customerId !== userId && !roles.includes('staff'))) throw notFound();
        return found.order;
      },
    );
  };

const notFound = (): Problem =>
  new Problem({ status: 404, code: 'orders/not-found', title: 'There is no such order' });
