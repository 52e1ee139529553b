import type { Import } from '@fondaco/contracts/http/imports';
import type { ProductImport } from './product-import-store.ts';

/** An import as the API shows it. `parts` are those that are there without a gap. */
export const importAnswer = (found: ProductImport, parts: number): Import => ({
  importId: found.importId,
  format: found.format,
  setStock: found.setStock,
  state: found.state,
  parts,
  bytes: found.bytes,
  bytesDone: found.position.bytes,
  rows: found.rows,
  accepted: found.added + found.changed + found.unchanged,
  added: found.added,
  changed: found.changed,
  unchanged: found.unchanged,
  rejected: found.rejected,
  failure: found.failure,
  begunAt: found.begunAt.toISOString(),
  endedAt: found.endedAt?.toISOString() ?? null,
});
