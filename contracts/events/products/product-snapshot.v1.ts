import { Type } from 'typebox';
import { defineEvent } from '../event.ts';

/**
 * The whole product at one version, on a compacted topic: the newest snapshot of every product is all
 * that a new consumer needs to build its copy.
 */
export const ProductSnapshotV1 = defineEvent({
  type: 'products.product.snapshot.v1',
  topic: 'products.product',
  schema: Type.Object({
    productId: Type.String(),
    version: Type.Integer(),
    slug: Type.String(),
    name: Type.String(),
    status: Type.Union([Type.Literal('active'), Type.Literal('archived')]),
    variants: Type.Array(
      Type.Object({
        sku: Type.String(),
        price: Type.Object({ amountMinor: Type.Integer(), currency: Type.String() }),
        /** Prices that are to be, in the order of their times. Whoever sells does so at the last that has come. */
        scheduled: Type.Optional(
          Type.Array(
            Type.Object({
              price: Type.Object({ amountMinor: Type.Integer(), currency: Type.String() }),
              startsAt: Type.String(),
            }),
          ),
        ),
      }),
    ),
  }),
  key: (product) => product.productId,
});
