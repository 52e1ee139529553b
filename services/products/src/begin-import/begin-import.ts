import type { Database } from '@fondaco/chassis/postgres';
import { measureParts } from '../product-import/part-store.ts';
import {
  findImportByKey,
  type ImportRequest,
  insertImport,
  type ProductImport,
} from '../product-import/product-import-store.ts';

/** `parts`: how many are there without a gap, when the same request came before. */
export type BegunImport =
  | { readonly kind: 'begun'; readonly begun: ProductImport }
  | { readonly kind: 'replayed'; readonly begun: ProductImport; readonly parts: number }
  | { readonly kind: 'idempotency-key-reused' };

export type BeginImport = (request: Omit<ImportRequest, 'importId'>) => Promise<BegunImport>;

/** Under the key of a request that came before it answers the import that was begun then, as it is now. */
export const beginImport =
  ({ db, newId }: { readonly db: Database; readonly newId: () => string }): BeginImport =>
  async (request) => {
    const begun = await insertImport(db, { ...request, importId: newId() });
    if (begun !== null) return { kind: 'begun', begun };
    const { idempotencyKey, madeBy } = request;
    const first = idempotencyKey === null ? null : await findImportByKey(db, madeBy, idempotencyKey);
    if (first === null || first.format !== request.format || first.setStock !== request.setStock)
      return { kind: 'idempotency-key-reused' };
    const parts = first.parts ?? (await measureParts(db, first.importId)).unbroken;
    return { kind: 'replayed', begun: first, parts };
  };
