import { createConsumer, createKafka, createOutbox, parkedMessageRoutes } from '@fondaco/chassis/messaging';
import { createDatabase, createSharedTransactions } from '@fondaco/chassis/postgres';
import {
  createHttp,
  createHttpCall,
  createIdentity,
  createServiceTokenSigner,
  type Identity,
  newId,
  repeating,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { paymentsClient } from '@fondaco/contracts/http/payments';
import { productsClient, reservationRecordsClient } from '@fondaco/contracts/http/products';
import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import { cancelOrderRoute } from './cancel-order/cancel-order.route.ts';
import { cancelOrder } from './cancel-order/cancel-order.ts';
import type { Config } from './config.ts';
import { deliverOrderRoute } from './deliver-order/deliver-order.route.ts';
import { deliverOrder } from './deliver-order/deliver-order.ts';
import { listMismatchesRoute } from './list-mismatches/list-mismatches.route.ts';
import { listOrdersRoute } from './list-orders/list-orders.route.ts';
import { createOrderMetrics } from './metrics.ts';
import { onCaptureFailed } from './on-capture-failed/on-capture-failed.ts';
import { onPaymentAuthorised } from './on-payment-authorised/on-payment-authorised.ts';
import { onPaymentCaptured } from './on-payment-captured/on-payment-captured.ts';
import { onPaymentClosed } from './on-payment-closed/on-payment-closed.ts';
import { onPaymentDeclined } from './on-payment-declined/on-payment-declined.ts';
import { onPaymentRefunded } from './on-payment-refunded/on-payment-refunded.ts';
import { onProductSnapshot } from './on-product-snapshot/on-product-snapshot.ts';
import { onRefundFailed } from './on-refund-failed/on-refund-failed.ts';
import { onReservationAccepted } from './on-reservation-accepted/on-reservation-accepted.ts';
import { onReservationRefused } from './on-reservation-refused/on-reservation-refused.ts';
import { createOrderProcess } from './order-process.ts';
import { learnProducts } from './place-order/learn-products.ts';
import { placeOrderRoute } from './place-order/place-order.route.ts';
import { placeOrder } from './place-order/place-order.ts';
import { readOrderRoute } from './read-order/read-order.route.ts';
import { rebuildProductCopyRoute } from './rebuild-product-copy/rebuild-product-copy.route.ts';
import { rebuildProductCopy } from './rebuild-product-copy/rebuild-product-copy.ts';
import { createMismatchMetrics } from './reconcile/mismatch-metrics.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { reconciliation } from './reconcile/reconciliation.job.ts';
import { refundOrderRoute } from './refund-order/refund-order.route.ts';
import { refundOrder } from './refund-order/refund-order.ts';
import { shipOrderRoute } from './ship-order/ship-order.route.ts';
import { shipOrder } from './ship-order/ship-order.ts';
import { streamOrderRoute } from './stream-order/stream-order.route.ts';
import { createToldStreams } from './stream-order/told-streams.ts';
import { sweepOrders } from './sweep-orders/sweep-orders.ts';
import { sweepRefunds } from './sweep-orders/sweep-refunds.ts';
import { sweeper } from './sweep-orders/sweeper.job.ts';

const SERVICE = 'orders';

/** Orders that come in closer succession than this are committed together. Many at once need not wait. */
const SHARED_PACE_MS = 30;
const SHARED_ORDERS = 10;

/** Whether a rebuild of the copy was asked for, or left unfinished, is looked for so often. */
const REBUILD_ASK_MS = 1_000;

/** The Orders API as it is composed: every route and every consumer. */
export const createOrders = async (
  context: ServiceContext<Config> & { readonly identity?: Identity },
): Promise<Service> => {
  const { config, log, metrics } = context;
  const now = () => new Date();
  const orderMetrics = createOrderMetrics(metrics);
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
  const sign = createServiceTokenSigner({ service: SERVICE, key: config.SERVICE_KEY });
  const call = (upstream: string, baseUrl: string) =>
    createHttpCall({ upstream, baseUrl, sign, metrics, log });
  const callProducts = call('products', config.PRODUCTS_URL);
  const callPayments = call('payments', config.PAYMENTS_URL);
  const products = productsClient(callProducts);

  const answerSeconds = config.ASK_AGAIN_SECONDS;
  const told = createToldStreams({
    db,
    metrics: orderMetrics,
    limit: config.STREAMS_LIMIT,
    self: `${config.INSTANCE} ${newId()}`,
    log,
  });
  const process = createOrderProcess({
    metrics: orderMetrics,
    changed: told.changed,
    answerSeconds,
    now,
    log,
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  placeOrderRoute(
    placeOrder({
      db,
      transactions: createSharedTransactions(db, {
        paceMs: SHARED_PACE_MS,
        most: SHARED_ORDERS,
        keyOf: (key: string) => key,
      }),
      outbox,
      learnProducts: learnProducts({ db, products }),
      metrics: orderMetrics,
      seconds: { toPay: config.PAYMENT_DEADLINE_SECONDS, toAnswer: answerSeconds },
      now,
      newId,
    }),
  )(http);
  readOrderRoute(db)(http);
  listOrdersRoute(db)(http);
  streamOrderRoute(db, told.streams)(http);
  cancelOrderRoute(cancelOrder({ db, outbox, process }))(http);
  shipOrderRoute(shipOrder({ db, outbox, process, newId }))(http);
  deliverOrderRoute(deliverOrder({ db, outbox, process }))(http);
  refundOrderRoute(refundOrder({ db, outbox, process, newId }))(http);
  listMismatchesRoute(db)(http);
  rebuildProductCopyRoute({ db, newId })(http);

  const reaction = { outbox, process, metrics: orderMetrics };
  const orderProcessConsumer = createConsumer({
    db,
    kafka,
    name: 'orders.order-process',
    group: config.CONSUMER_GROUPS['orders.order-process'],
    handlers: [
      onReservationAccepted(reaction),
      onReservationRefused(reaction),
      onPaymentAuthorised(reaction),
      onPaymentDeclined(reaction),
      onPaymentClosed(reaction),
      onPaymentCaptured(reaction),
      onCaptureFailed(reaction),
      onPaymentRefunded(reaction),
      onRefundFailed(reaction),
    ],
    metrics,
    log,
  });
  const productCopyConsumer = createConsumer({
    db,
    kafka,
    name: 'orders.product-copy',
    group: config.CONSUMER_GROUPS['orders.product-copy'],
    handlers: [onProductSnapshot()],
    inbox: false,
    metrics,
    log,
  });

  parkedMessageRoutes({ db, consumers: [orderProcessConsumer, productCopyConsumer], metrics, log })(http);

  const sweeping = { db, outbox, metrics: orderMetrics, now, answerSeconds };
  const sweepers = sweeper({
    db,
    sweepOrders: sweepOrders({ ...sweeping, process }),
    sweepRefunds: sweepRefunds(sweeping),
    metrics: orderMetrics,
    log,
  });
  const comparing = reconciliation({
    db,
    reconcile: reconcile({
      db,
      payments: paymentsClient(callPayments),
      reservations: reservationRecordsClient(callProducts),
      owner: `${config.INSTANCE} ${newId()}`,
      everySeconds: config.RECONCILE_SECONDS,
      log,
    }),
    metrics: createMismatchMetrics(metrics),
    log,
  });

  const rebuilding = repeating({
    name: 'orders.rebuild-product-copy',
    everyMs: REBUILD_ASK_MS,
    work: rebuildProductCopy({ db, kafka, owner: `${config.INSTANCE} ${newId()}`, log }),
    log,
  });

  return {
    http,
    background: [
      outbox.relay,
      productCopyConsumer,
      orderProcessConsumer,
      ...told.background,
      ...sweepers,
      ...comparing,
      rebuilding,
    ],
    checks: { database: () => db.check() },
    close: async () => {
      await callProducts.close();
      await callPayments.close();
      await db.close();
    },
  };
};
