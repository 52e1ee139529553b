import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/** Some can be ordered again, after there were none. */
export const StockBackV1 = defineEvent({
  type: 'products.stock.back.v1',
  topic: 'products.stock',
  schema: Type.Object({
    sku: Type.String(),
    productId: Type.String(),
    available: Type.Integer(),
  }),
  key: (stock) => stock.sku,
});
