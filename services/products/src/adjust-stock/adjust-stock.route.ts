import { type Caller, Problem, type Routes } from '@fondaco/chassis/service';
import { IdempotencyKey, Sku } from '@fondaco/contracts/http/common';
import { Stock, StockAdjustment } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { skuNotFound } from '../catalogue-problems.ts';
import { normalSku } from '../product/product.ts';
import { available, MAX_ON_HAND, stockAnswer } from '../stock/stock.ts';
import type { AdjustmentOutcome, AdjustStock } from './adjust-stock.ts';

export const adjustStockRoute =
  (adjustStock: AdjustStock): Routes =>
  (http) => {
    http.post(
      '/v1/stock/:sku/adjustments',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'adjustStock',
          summary: 'Add to the stock of a SKU, or take from it',
          description:
            'Safe to repeat under the same Idempotency-Key: the first answer again, with the header `Idempotency-Replayed: true`.',
          params: Type.Object({ sku: Sku }),
          headers: Type.Object({ 'idempotency-key': IdempotencyKey }),
          body: StockAdjustment,
          response: { 200: Stock },
        },
        preValidation: async (request) => {
          if (request.headers['idempotency-key'] === undefined) throw keyMissing();
        },
      },
      async (request, reply) => {
        const reason = request.body.reason
          .toWellFormed()
          .replace(/\p{Control}+/gu, ' ')
          .trim();
        if (reason === '') throw reasonMissing();
        if (request.body.delta === 0) throw nothingToAdjust();
        const outcome = await adjustStock({
          madeBy: nameOf(request.identity),
          idempotencyKey: request.headers['idempotency-key'],
          sku: normalSku(request.params.sku),
          delta: request.body.delta,
          reason,
        });
        if (outcome.kind !== 'adjusted') throw refusal(outcome);
        if (outcome.replayed) reply.header('idempotency-replayed', 'true');
        return stockAnswer(outcome.stock);
      },
    );
  };

/** Keys of one caller have nothing to do with those of another. */
const nameOf = (caller: Caller | null): string =>
  caller?.kind === 'user' ? `user:${caller.userId}` : `service:${caller?.name}`;

const keyMissing = (): Problem =>
  new Problem({
    status: 400,
    code: 'products/idempotency-key-missing',
    title: 'An adjustment needs an idempotency key',
    detail: 'Send a header Idempotency-Key, new for every adjustment, the same when the request is repeated.',
  });

const reasonMissing = (): Problem =>
  new Problem({ status: 400, code: 'products/reason-missing', title: 'Say why the stock is adjusted' });

const nothingToAdjust = (): Problem =>
  new Problem({ status: 400, code: 'products/nothing-to-adjust', title: 'A delta of 0 adjusts nothing' });

const refusal = (outcome: Exclude<AdjustmentOutcome, { kind: 'adjusted' }>): Problem => {
  switch (outcome.kind) {
    case 'unknown-sku':
      return skuNotFound();
    case 'below-reserved':
      return new Problem({
        status: 409,
        code: 'products/stock-below-reserved',
        title: 'Orders have a promise on what would be taken away',
        detail: `${available(outcome.stock)} of ${outcome.stock.onHand} are free, and no more can be taken away.`,
        extra: { ...stockAnswer(outcome.stock) },
      });
    case 'above-limit':
      return new Problem({
        status: 409,
        code: 'products/stock-above-limit',
        title: 'There would be more than any shelf holds',
        detail: `A SKU has at most ${MAX_ON_HAND} units.`,
      });
    case 'idempotency-key-reused':
      return new Problem({
        status: 422,
        code: 'products/idempotency-key-reused',
        title: 'The idempotency key belongs to another adjustment',
        detail: 'Use a new key for a new adjustment.',
      });
  }
};
