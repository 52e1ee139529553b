import { type Static, Type } from 'typebox';
import { type HttpCall, Timestamp, Uuid } from './common.ts';

const Count = Type.Integer({ minimum: 0 });

/**
 * A rebuild of a copy of the catalogue from the topic of snapshots. It is `waiting` until a replica takes it up, and
 * `running` from the beginning again when that one ends in the middle. Counts are of products.
 */
export const ProductCopyRebuild = Type.Object({
  rebuildId: Uuid,
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
  ]),
  requestedAt: Timestamp,
  beganAt: Type.Union([Timestamp, Type.Null()]),
  endedAt: Type.Union([Timestamp, Type.Null()]),
  /** How much of the topic has been read, 0 to 1. */
  share: Type.Number({ minimum: 0, maximum: 1 }),
  /** That the topic has. */
  products: Count,
  /** That were missing in the copy, or otherwise. */
  changed: Count,
  /** That only the copy had. */
  removed: Count,
  /** Messages that are no snapshot; with any of them nothing is removed. */
  unreadable: Count,
  /** Why it failed, in a sentence. */
  failure: Type.Union([Type.String(), Type.Null()]),
});
export type ProductCopyRebuild = Static<typeof ProductCopyRebuild>;

/** Of the copy that Orders prices from. */
export const productCopyClient = (call: HttpCall) => ({
  /** The one that is under way, if there is one. */
  rebuild: () =>
    call({
      method: 'POST',
      path: '/v1/product-copy/rebuild',
      idempotent: true,
      response: ProductCopyRebuild,
    }),
  /** The one that is under way, else the last one. */
  progress: () => call({ method: 'GET', path: '/v1/product-copy/rebuild', response: ProductCopyRebuild }),
});
