import type { Routes } from '@fondaco/chassis/service';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import type { WithdrawPrice } from './withdraw-price.ts';

export const withdrawPriceRoute =
  (withdrawPrice: WithdrawPrice): Routes =>
  (http) => {
    http.delete(
      '/v1/products/:productId/scheduled-prices/:scheduleId',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'withdrawPrice',
          summary: 'Withdraw a scheduled price',
          params: Type.Object({ productId: Uuid, scheduleId: Uuid }),
          response: { 204: Type.Null() },
        },
      },
      async (request, reply) => {
        await withdrawPrice(request.params.productId, request.params.scheduleId);
        return reply.code(204).send(null);
      },
    );
  };
