import type { Outbox } from '@fondaco/chassis/messaging';
import type { Database } from '@fondaco/chassis/postgres';
import type { Background, HttpServer, Log } from '@fondaco/chassis/service';
import type { AnnounceProducts } from './announce-products.ts';
import type { AnnounceStock } from './announce-stock.ts';
import { beginImportRoute } from './begin-import/begin-import.route.ts';
import { beginImport } from './begin-import/begin-import.ts';
import { exportProductsRoute } from './export-products/export-products.route.ts';
import { createImportJob } from './import-products/import.job.ts';
import { importBatch } from './import-products/import-batch.ts';
import { importFile } from './import-products/import-file.ts';
import { writePlan } from './import-products/write-plan.ts';
import { listRefusalsRoute } from './list-refusals/list-refusals.route.ts';
import type { ProductMetrics } from './metrics.ts';
import { readImportRoute } from './read-import/read-import.route.ts';
import { startImportRoute } from './start-import/start-import.route.ts';
import { startImportOf } from './start-import/start-import.ts';
import { uploadImportPartRoute } from './upload-import-part/upload-import-part.route.ts';
import { uploadImportPart } from './upload-import-part/upload-import-part.ts';

/** Everything by which the catalogue comes and goes as a file. */
export const addImporting = (
  http: HttpServer,
  deps: {
    readonly db: Database;
    readonly outbox: Outbox;
    readonly announceProducts: AnnounceProducts;
    readonly announceStock: AnnounceStock;
    readonly newId: () => string;
    readonly metrics: ProductMetrics;
    readonly log: Log;
  },
): Background[] => {
  const { db, newId, metrics, log } = deps;
  const takeBatch = importBatch({ db, writePlan: writePlan(deps), newId, metrics });
  const job = createImportJob({ db, importFile: importFile({ db, importBatch: takeBatch }), newId, log });

  beginImportRoute(beginImport({ db, newId }))(http);
  uploadImportPartRoute(uploadImportPart({ db }))(http);
  startImportRoute(startImportOf({ db, wake: job.wake }))(http);
  readImportRoute(db)(http);
  listRefusalsRoute(db)(http);
  exportProductsRoute(db)(http);
  return [job.background];
};
