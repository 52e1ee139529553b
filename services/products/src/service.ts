import { createConsumer, createKafka, createOutbox, parkedMessageRoutes } from '@fondaco/chassis/messaging';
import { createDatabase } from '@fondaco/chassis/postgres';
import {
  createHttp,
  createIdentity,
  type Identity,
  newId,
  repeating,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import { adjustStockRoute } from './adjust-stock/adjust-stock.route.ts';
import { adjustStock } from './adjust-stock/adjust-stock.ts';
import { announceProducts } from './announce-products.ts';
import { announceStock } from './announce-stock.ts';
import { addBrowsing } from './browsing.ts';
import type { Config } from './config.ts';
import { addEditing } from './editing.ts';
import { createImageStorage } from './image/create-image-storage.ts';
import { createImageRenderer } from './image/image-renderer.ts';
import { addImporting } from './importing.ts';
import { listCategoriesRoute } from './list-categories/list-categories.route.ts';
import { listMovementsRoute } from './list-movements/list-movements.route.ts';
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
import { measureHeld } from './reservation/reservation-store.ts';
import { reservationReactions } from './reservation-reactions.ts';
import { serveImageRoute } from './serve-image/serve-image.route.ts';
import { uploadImageRoute } from './upload-image/upload-image.route.ts';
import { uploadImage } from './upload-image/upload-image.ts';
import { createUploadMetrics } from './upload-image/upload-metrics.ts';

const SERVICE = 'products';
const MEASURE_HELD_SECONDS = 10;

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
    tls: config.KAFKA_TLS,
    namespace: config.KAFKA_NAMESPACE,
    log,
  });
  const outbox = createOutbox({ db, kafka, service: SERVICE, metrics, log });
  const announce = announceStock({ outbox, lowStock: config.LOW_STOCK });

  const images = await createImageStorage(config);
  const upload = uploadImage({
    db,
    storage: images,
    render: createImageRenderer(),
    metrics: createUploadMetrics(metrics),
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  const browsing = addBrowsing(http, { db, log });
  readProductRoute(db)(http);
  listCategoriesRoute(db)(http);
  querySnapshotsRoute(db)(http);
  const importing = addImporting(http, {
    db,
    outbox,
    announceProducts: announceProducts(outbox),
    announceStock: announce,
    newId,
    metrics: productMetrics,
    log,
  });
  uploadImageRoute(upload)(http);
  serveImageRoute(images)(http);
  const editing = addEditing(http, { db, announce: announceProducts(outbox), newId, log });
  readStockRoute(db)(http);
  adjustStockRoute(adjustStock({ db, announceStock: announce, newId }))(http);
  listMovementsRoute(db)(http);
  queryReservationRecordsRoute(db)(http);
  listReservationChangesRoute(db)(http);

  const books = createReservationBooks({ announceStock: announce });
  const reactions = reservationReactions({ books, outbox, metrics: productMetrics });

  const reservations = createConsumer({
    db,
    kafka,
    name: 'products.reservations',
    group: config.CONSUMER_GROUPS['products.reservations'],
    handlers: [
      onOrderPlaced({ books, outbox, metrics: productMetrics }),
      onOrderCancelled(reactions),
      onOrderShipped(reactions),
      onLinesCancelled(reactions),
    ],
    metrics,
    log,
  });

  const heldReservations = repeating({
    name: 'held-reservations',
    everyMs: MEASURE_HELD_SECONDS * 1_000,
    work: async () => {
      const { count, oldestSeconds } = await measureHeld(db);
      productMetrics.held(count, oldestSeconds);
    },
    log,
  });

  parkedMessageRoutes({ db, consumers: [reservations], metrics, log })(http);

  return {
    http,
    background: [outbox.relay, reservations, heldReservations, ...browsing, ...editing, ...importing],
    checks: { database: () => db.check() },
    close: async () => {
      images.close();
      await db.close();
    },
  };
};
