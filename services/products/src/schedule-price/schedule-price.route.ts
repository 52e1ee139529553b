import type { Routes } from '@fondaco/chassis/service';
import { NewScheduledPrice, ScheduledPrice } from '@fondaco/contracts/http/catalogue';
import { Uuid } from '@fondaco/contracts/http/common';
import { Type } from 'typebox';
import { editorOf, versionTag } from '../edit-request.ts';
import type { SchedulePrice } from './schedule-price.ts';

export const schedulePriceRoute =
  (schedulePrice: SchedulePrice): Routes =>
  (http) => {
    http.post(
      '/v1/products/:productId/scheduled-prices',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'schedulePrice',
          summary: 'Set a price to change at a time',
          description: 'The entity tag of the answer is that of the product, which has one version more.',
          params: Type.Object({ productId: Uuid }),
          body: NewScheduledPrice,
          response: { 201: ScheduledPrice },
        },
      },
      async (request, reply) => {
        const { scheduled, version } = await schedulePrice(
          request.params.productId.toLowerCase(),
          request.body,
          editorOf(request.identity),
        );
        return reply.code(201).header('etag', versionTag(version)).send(scheduled);
      },
    );
  };
