import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Sku } from '@fondaco/contracts/http/common';
import { MovementQuery, StockMovementPage } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { invalidCursor, skuNotFound } from '../catalogue-problems.ts';
import { normalSku } from '../product/product.ts';
import { findMovements } from '../stock/movement-store.ts';
import { findStock } from '../stock/stock-store.ts';

const PAGE = 50;
const MOVEMENT_ID = /^[1-9][0-9]{0,15}$/;

export const listMovementsRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/stock/:sku/movements',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'listMovements',
          summary: 'List what has moved the stock of a SKU',
          description: 'The newest first. All movements of a SKU add up to its stock.',
          params: Type.Object({ sku: Sku }),
          querystring: MovementQuery,
          response: { 200: StockMovementPage },
        },
      },
      async (request) => {
        const sku = normalSku(request.params.sku);
        const { cursor, limit = PAGE } = request.query;
        if (cursor !== undefined && !MOVEMENT_ID.test(cursor)) throw invalidCursor();
        if ((await findStock(db, sku)) === null) throw skuNotFound();
        const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
        // One more than asked for tells whether there is a next page.
        const found = await findMovements(db, sku, before, limit + 1);
        const items = found.slice(0, limit);
        return {
          items,
          nextCursor: found.length > limit ? String(items.at(-1)?.movementId) : null,
        };
      },
    );
  };
