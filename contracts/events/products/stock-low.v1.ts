import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Fewer can be ordered than the setting LOW_STOCK says; published when the number falls below it, not again while it stays so. */
export const StockLowV1 = defineEvent({
  type: 'products.stock.low.v1',
  topic: 'products.stock',
  schema: Type.Object({
    sku: Type.String(),
    productId: Type.String(),
    available: Type.Integer(),
  }),
  key: (stock) => stock.sku,
});
