import { createConsumer, createKafka, createOutbox, parkedMessageRoutes } from '@fondaco/chassis/messaging';
import { createDatabase } from '@fondaco/chassis/postgres';
import {
  createHttp,
  createIdentity,
  type Identity,
  newId,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import { adjustStockRoute } from './adjust-stock/adjust-stock.route.ts';
import { adjustStock } from './adjust-stock/adjust-stock.ts';
import { beginImportRoute } from './begin-import/begin-import.route.ts';
import type { Config } from './config.ts';
import { importRowsRoute } from './import-rows/import-rows.route.ts';
import { importRows } from './import-rows/import-rows.ts';
import { listProductsRoute } from './list-products/list-products.route.ts';
import { listReservationChangesRoute } from './list-reservation-changes/list-reservation-changes.route.ts';
import { createProductMetrics } from './metrics.ts';
import { onLinesCancelled } from './on-lines-cancelled/on-lines-cancelled.ts';
import { onOrderCancelled } from './on-order-cancelled/on-order-cancelled.ts';
import { onOrderPlaced } from './on-order-placed/on-order-placed.ts';
import { onOrderShipped } from './on-order-shipped/on-order-shipped.ts';
import { queryReservationRecordsRoute } from './query-reservation-records/query-reservation-records.route.ts';
import { querySnapshotsRoute } from './query-snapshots/query-snapshots.route.ts';
import { readProductRoute } from './read-product/read-product.route.ts';
import { readStockRoute } from './read-stock/read-stock.route.ts';
import { createReservationBooks } from './reservation/reservation-book-store.ts';

const SERVICE = 'products';

/** The Products API as it is composed: every route and every consumer. */
export const createProducts = async (
  context: ServiceContext<Config> & { readonly identity?: Identity },
): Promise<Service> => {
  const { config, log, metrics } = context;
  const productMetrics = createProductMetrics(metrics);
  const identity =
    context.identity ??
    createIdentity({
      service: SERVICE,
      callers: config.CALLERS,
      usersUrl: config.USERS_URL,
      userTokens: { issuer: USER_TOKEN_ISSUER, audience: USER_TOKEN_AUDIENCE },
      metrics,
    });
  const db = createDatabase({
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    applicationName: config.INSTANCE,
    metrics,
    log,
  });
  const kafka = createKafka({
    brokers: config.KAFKA_BROKERS,
    clientId: config.INSTANCE,
    username: config.KAFKA_USERNAME,
    password: config.KAFKA_PASSWORD,
    namespace: config.KAFKA_NAMESPACE,
    log,
  });
  const outbox = createOutbox({ db, kafka, service: SERVICE, metrics, log });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  listProductsRoute(db)(http);
  readProductRoute(db)(http);
  querySnapshotsRoute(db)(http);
  beginImportRoute({ db, newId })(http);
  importRowsRoute(importRows({ db, outbox, newId, metrics: productMetrics }))(http);
  readStockRoute(db)(http);
  adjustStockRoute(adjustStock({ db, newId }))(http);
  queryReservationRecordsRoute(db)(http);
  listReservationChangesRoute(db)(http);

  const books = createReservationBooks();

  const reservations = createConsumer({
    db,
    kafka,
    name: 'products.reservations',
    group: config.CONSUMER_GROUPS['products.reservations'],
    handlers: [
      onOrderPlaced({ books, outbox, metrics: productMetrics }),
      onOrderCancelled({ books, metrics: productMetrics }),
      onOrderShipped({ books, metrics: productMetrics }),
      onLinesCancelled({ books, metrics: productMetrics }),
    ],
    metrics,
    log,
  });

  parkedMessageRoutes({ db, consumers: [reservations], metrics, log })(http);

  return {
    http,
    background: [outbox.relay, reservations],
    checks: { database: () => db.check() },
    close: () => db.close(),
  };
};
