import { handle } from '@fondaco/chassis/messaging';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import { applySnapshots } from '../product/product-copy-store.ts';

/** Keeps the local copy of the catalogue: versions decide, so that it needs no inbox. */
export const onProductSnapshot = () =>
  handle(ProductSnapshotV1, (tx, event) => applySnapshots(tx, [event.data]));
