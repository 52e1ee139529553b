import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { Sku } from '@fondaco/contracts/http/common';
import { Stock } from '@fondaco/contracts/http/products';
import { Type } from 'typebox';
import { skuNotFound } from '../catalogue-problems.ts';
import { normalSku } from '../product/product.ts';
import { stockAnswer } from '../stock/stock.ts';
import { findStock } from '../stock/stock-store.ts';

export const readStockRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/stock/:sku',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'readStock',
          summary: 'Read the stock of a SKU',
          params: Type.Object({ sku: Sku }),
          response: { 200: Stock },
        },
      },
      async (request) => {
        const stock = await findStock(db, normalSku(request.params.sku));
        if (stock === null) throw skuNotFound();
        return stockAnswer(stock);
      },
    );
  };
