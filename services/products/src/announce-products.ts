import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import { findSnapshotsOf } from './product/snapshot-store.ts';

export type AnnounceProducts = (tx: Transaction, productIds: readonly string[]) => Promise<void>;

/**
 * Publishes the products as the transaction leaves them: whoever changes one locks it first, raises its version
 * and calls this last. A draft that was never active is not spoken of.
 */
export const announceProducts =
  (outbox: Pick<Outbox, 'appendAll'>): AnnounceProducts =>
  async (tx, productIds) => {
    if (productIds.length === 0) return;
    await outbox.appendAll(tx, ProductSnapshotV1, await findSnapshotsOf(tx, productIds));
  };
