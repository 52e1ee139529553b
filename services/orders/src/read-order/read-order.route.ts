import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Order } from '@fondaco/contracts/http/orders';
import { Type } from 'typebox';
import { actorOn, orderNotFound } from '../caller.ts';
import { findOrder } from '../order/order-read-store.ts';

export const readOrderRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/orders/:orderId',
      {
        config: { access: ['user', 'service:operator'] },
        schema: {
          operationId: 'readOrder',
          summary: 'Read an order: staff any, everybody else their own',
          params: Type.Object({ orderId: Uuid }),
          response: { 200: Order },
        },
      },
      async (request) => {
        const found = await findOrder(db, request.params.orderId);
        if (!found || !actorOn(request.identity, found)) throw orderNotFound();
        return found.order;
      },
    );
  };
