import { Readable } from 'node:stream';
import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { ExportQuery } from '@fondaco/contracts/http/imports';
import { Type } from 'typebox';
import { findExportPage, findPropertyNames } from './export-store.ts';
import { csvRows, jsonRows, type RowWriter } from './exported-rows.ts';

const TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson',
} as const;

export const exportProductsRoute =
  (db: Database): Routes =>
  (http) => {
    http.get(
      '/v1/products/export',
      {
        config: { access: ['staff', 'service:operator'] },
        schema: {
          operationId: 'exportProducts',
          summary: 'All products as a file that can be imported again',
          description:
            'One row for each variant that is not retired, whatever the status of its product, read as it is sent: of a product that changes meanwhile it has either state. Imported again at once it changes nothing. An answer that does not come to its end is no whole file.',
          querystring: ExportQuery,
          response: { 200: Type.Any() },
        },
      },
      async (request, reply) => {
        const { format } = request.query;
        // Before the answer begins: an error can still be one.
        const rows = format === 'csv' ? csvRows(await findPropertyNames(db)) : jsonRows;
        return reply
          .type(TYPES[format])
          .header('content-disposition', `attachment; filename="products.${format}"`)
          .send(Readable.from(written(db, rows), { objectMode: false }));
      },
    );
  };

const PAGE = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

async function* written(db: Database, { head, rowsOf }: RowWriter): AsyncGenerator<string> {
  if (head !== '') yield head;
  for (let after = BEFORE_ALL; ; ) {
    const products = await findExportPage(db, after, PAGE);
    const rows = rowsOf(products);
    if (rows !== '') yield rows;
    const last = products.length === PAGE ? products.at(-1) : undefined;
    if (last === undefined) return;
    after = last.productId;
  }
}
