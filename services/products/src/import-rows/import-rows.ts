import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database, Transaction } from '@fondaco/chassis/postgres';
import { ProductSnapshotV1 } from '@fondaco/contracts/events/products/product-snapshot.v1';
import type { ImportBatchResult, ImportRow } from '@fondaco/contracts/http/products';
import type { ProductMetrics } from '../metrics.ts';
import { changedOffers } from '../product/product.ts';
import { lockOffers, updateOffers } from '../product/product-store.ts';
import { findSnapshots } from '../product/product-view-store.ts';
import { settleBatch } from '../product-import/import-batch.ts';
import { type GoodRow, judgeRow } from '../product-import/import-row.ts';
import { findClaims, insertClaims, lockImport } from '../product-import/product-import-store.ts';
import { insertStock, setStock } from '../stock/stock-store.ts';
import { addProducts } from './add-products.ts';

export type ImportRows = ReturnType<typeof importRows>;

/**
 * Takes a batch of an import in one transaction; null for an import that does not exist. A batch that is
 * sent again, after its answer was lost, gets the same answer and has no further effect.
 */
export const importRows =
  ({ db, outbox, newId, metrics }: Dependencies) =>
  (importId: string, rows: readonly ImportRow[]): Promise<ImportBatchResult | null> => {
    const judgements = rows.map(judgeRow);
    const skus = judgements.flatMap((judgement) => ('good' in judgement ? [judgement.good.sku] : []));

    return db.transaction(async (tx) => {
      const current = await lockImport(tx, importId);
      if (current === null) return null;
      const { fresh, result } = settleBatch(judgements, await findClaims(tx, importId, skus));
      await insertClaims(tx, importId, fresh);

      const added = await addProducts(tx, fresh, newId);
      const isAdded = (row: GoodRow) => added.has(row.sku);
      const known = fresh.filter((row) => !isAdded(row));
      const changed = await changeOffers(tx, known);

      await insertStock(tx, importId, fresh.filter(isAdded).map(count));
      if (current.setStock) await setStock(tx, importId, known.map(count));
      const snapshots = await findSnapshots(tx, [...added, ...changed]);
      await outbox.appendAll(tx, ProductSnapshotV1, snapshots);

      tx.afterCommit(() =>
        metrics.imported({
          added: added.size,
          changed: changed.length,
          unchanged: known.length - changed.length,
          rejected: result.rejected.length,
        }),
      );
      return result;
    });
  };

type Dependencies = {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly newId: () => string;
  readonly metrics: ProductMetrics;
};

/** Answers the SKUs whose name or price is another one now. */
const changeOffers = async (tx: Transaction, known: readonly GoodRow[]): Promise<string[]> => {
  const stored = await lockOffers(
    tx,
    known.map((row) => row.sku),
  );
  const changed = changedOffers(known, stored);
  await updateOffers(tx, changed);
  return changed.map((offer) => offer.sku);
};

const count = (row: GoodRow) => ({ sku: row.sku, quantity: row.stock });
