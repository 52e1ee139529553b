import { createConsumer, createKafka, createOutbox } from '@fondaco/chassis/messaging';
import { createDatabase } from '@fondaco/chassis/postgres';
import {
  createHttp,
  createHttpCall,
  createIdentity,
  createServiceTokenSigner,
  type Identity,
  newId,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { productsClient } from '@fondaco/contracts/http/products';
import { USER_TOKEN_AUDIENCE, USER_TOKEN_ISSUER } from '@fondaco/contracts/http/users';
import type { Config } from './config.ts';
import { listOrdersRoute } from './list-orders/list-orders.route.ts';
import { createOrderMetrics } from './metrics.ts';
import { onProductSnapshot } from './on-product-snapshot/on-product-snapshot.ts';
import { onReservationAccepted } from './on-reservation-accepted/on-reservation-accepted.ts';
import { onReservationRefused } from './on-reservation-refused/on-reservation-refused.ts';
import { takeStep } from './order-process.ts';
import { learnProducts } from './place-order/learn-products.ts';
import { placeOrderRoute } from './place-order/place-order.route.ts';
import { placeOrder } from './place-order/place-order.ts';
import { readOrderRoute } from './read-order/read-order.route.ts';

const SERVICE = 'orders';

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
    namespace: config.KAFKA_NAMESPACE,
    log,
  });
  const outbox = createOutbox({ db, kafka, service: SERVICE, metrics, log });
  const callProducts = createHttpCall({
    upstream: 'products',
    baseUrl: config.PRODUCTS_URL,
    sign: createServiceTokenSigner({ service: SERVICE, key: config.SERVICE_KEY }),
    metrics,
    log,
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  const products = productsClient(callProducts);
  placeOrderRoute(
    placeOrder({
      db,
      outbox,
      learnProducts: learnProducts({ db, products }),
      metrics: orderMetrics,
      now,
      newId,
    }),
  )(http);
  readOrderRoute(db)(http);
  listOrdersRoute(db)(http);

  const reaction = { outbox, takeStep: takeStep({ metrics: orderMetrics, now, log }) };
  const orderProcessConsumer = createConsumer({
    db,
    kafka,
    name: 'orders.order-process',
    group: config.CONSUMER_GROUPS['orders.order-process'],
    handlers: [onReservationAccepted(reaction), onReservationRefused(reaction)],
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

  return {
    http,
    background: [outbox.relay, productCopyConsumer, orderProcessConsumer],
    checks: { database: () => db.check() },
    close: async () => {
      await callProducts.close();
      await db.close();
    },
  };
};
