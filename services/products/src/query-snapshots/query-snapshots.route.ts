import type { Database } from '@fondaco/chassis/postgres';
import type { Routes } from '@fondaco/chassis/service';
import { SnapshotAnswer, SnapshotQuery } from '@fondaco/contracts/http/products';
import { normalSku } from '../product/product.ts';
import { findSnapshots } from '../product/snapshot-store.ts';

export const querySnapshotsRoute =
  (db: Database): Routes =>
  (http) => {
    http.post(
      '/v1/product-snapshots/query',
      {
        config: { access: ['service:orders', 'service:storefront-bff'] },
        schema: {
          operationId: 'querySnapshots',
          summary: 'Look up products by SKU',
          description: 'Products whole, archived ones too, and the SKUs that no product has.',
          body: SnapshotQuery,
          response: { 200: SnapshotAnswer },
        },
      },
      async (request) => {
        const skus = [...new Set(request.body.skus.map(normalSku))];
        const snapshots = await findSnapshots(db, skus);
        const known = new Set(snapshots.flatMap((product) => product.variants.map(({ sku }) => sku)));
        return { snapshots, unknown: skus.filter((sku) => !known.has(sku)) };
      },
    );
  };
