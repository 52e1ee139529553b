import { createConsumer, createKafka, createOutbox, parkedMessageRoutes } from '@fondaco/chassis/messaging';
import { createDatabase, createSharedTransactions } from '@fondaco/chassis/postgres';
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
import { refuseForgottenAttempts } from './attempt/attempt-store.ts';
import type { Config } from './config.ts';
import { listChangesRoute } from './list-changes/list-changes.route.ts';
import { listMismatchesRoute } from './list-mismatches/list-mismatches.route.ts';
import { createPaymentMetrics } from './metrics.ts';
import { onCaptureRequested } from './on-capture-requested/on-capture-requested.ts';
import { onOrderRejected } from './on-order-rejected/on-order-rejected.ts';
import { onPaymentRequested } from './on-payment-requested/on-payment-requested.ts';
import { onPaymentWithdrawn } from './on-payment-withdrawn/on-payment-withdrawn.ts';
import { onRefundRequested } from './on-refund-requested/on-refund-requested.ts';
import { type Announced, createPaymentBook } from './payment-book.ts';
import { applyDecision } from './payment-process.ts';
import { paymentReactions } from './payment-reactions.ts';
import { createPaymentProvider } from './provider/create-payment-provider.ts';
import type { PaymentProvider } from './provider/payment-provider.ts';
import { performers } from './provider-work/perform.ts';
import { createProviderWork } from './provider-work/provider-work.job.ts';
import { queryRecordsRoute } from './query-records/query-records.route.ts';
import { readPaymentRoute } from './read-payment/read-payment.route.ts';
import { receiveWebhookRoute } from './receive-webhook/receive-webhook.route.ts';
import { receiveWebhook } from './receive-webhook/receive-webhook.ts';
import { reconcileProvider } from './reconcile-provider/reconcile-provider.job.ts';
import { startAttemptRoute } from './start-attempt/start-attempt.route.ts';
import { startAttempt } from './start-attempt/start-attempt.ts';
import { forgetWebhooks } from './webhook/webhook-store.ts';
import type { Work } from './work/work.ts';

const SERVICE = 'payments';
const SWEEP_SECONDS = 30;
const FORGET_SECONDS = 600;

/** What comes in closer succession than this is committed together: a payment passes here twice. */
const SHARED_PACE_MS = 40;
const SHARED_PIECES = 16;

/** The Payments API as it is composed: every route, every reaction, and the work at the provider. */
export const createPayments = async (
  context: ServiceContext<Config> & { readonly identity?: Identity; readonly provider?: PaymentProvider },
): Promise<Service> => {
  const { config, log, metrics } = context;
  const now = () => new Date();
  const paymentMetrics = createPaymentMetrics(metrics);
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
  const book = createPaymentBook();
  const transactions = createSharedTransactions<Announced>(db, {
    paceMs: SHARED_PACE_MS,
    most: SHARED_PIECES,
    keyOf: ({ orderId }) => orderId,
    prepare: book.lockAll,
  });
  const outbox = createOutbox({ db, kafka, service: SERVICE, metrics, log });
  const ownProvider = context.provider
    ? null
    : await createPaymentProvider(config, { observe: paymentMetrics.provider, now });
  const provider = context.provider ?? ownProvider;
  if (provider === null) throw new Error('there is no payment provider');

  // Work leads to decisions, and decisions to work: the one is told of the other when both are there.
  const startWork = (work: Work) => providerWork.start(work);
  const apply = applyDecision({ book, outbox, startWork, metrics: paymentMetrics, now, newId });
  const providerWork = createProviderWork({
    db,
    performers: performers({
      transactions,
      book,
      provider,
      applyDecision: apply,
      returnUrl: (orderId) => `${config.PUBLIC_ORIGIN}/orders/${orderId}`,
      log,
    }),
    concurrency: config.PROVIDER_CONCURRENCY,
    metrics: paymentMetrics,
    newId,
    log,
  });

  const reactions = paymentReactions({ book, applyDecision: apply });
  const ordersConsumer = createConsumer({
    db,
    kafka,
    name: 'payments.orders',
    group: config.CONSUMER_GROUPS['payments.orders'],
    handlers: [
      onPaymentRequested({ ...reactions, startWork, metrics: paymentMetrics, newId }),
      onPaymentWithdrawn(reactions),
      onOrderRejected(reactions),
      onCaptureRequested(reactions),
      onRefundRequested(reactions),
    ],
    metrics,
    log,
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  startAttemptRoute(startAttempt({ db, transactions, book, startWork, metrics: paymentMetrics, now, newId }))(
    http,
  );
  readPaymentRoute(db)(http);
  receiveWebhookRoute(
    receiveWebhook({ db, provider, wakeWork: providerWork.wake, metrics: paymentMetrics, log }),
    provider.name,
  )(http);
  queryRecordsRoute(db)(http);
  listChangesRoute(db)(http);
  listMismatchesRoute(db)(http);
  parkedMessageRoutes({ db, consumers: [ordersConsumer], metrics, log })(http);

  const reconcile = reconcileProvider({
    db,
    provider,
    everySeconds: config.RECONCILE_SECONDS,
    metrics: paymentMetrics,
    newId,
  });
  const forgottenAttempts = repeating({
    name: 'forgotten-attempts',
    everyMs: Math.min(SWEEP_SECONDS, config.WAITING_SECONDS) * 1_000,
    work: async () => {
      const refused = await refuseForgottenAttempts(db, config.WAITING_SECONDS);
      if (refused > 0) paymentMetrics.attempt('refused', refused);
    },
    log,
  });

  return {
    http,
    background: [
      outbox.relay,
      providerWork.background,
      ordersConsumer,
      forgottenAttempts,
      repeating({
        name: 'reconciliation',
        everyMs: Math.min(config.RECONCILE_SECONDS, SWEEP_SECONDS) * 1_000,
        work: reconcile,
        log,
      }),
      repeating({
        name: 'forget-webhooks',
        everyMs: FORGET_SECONDS * 1_000,
        work: () => forgetWebhooks(db),
        log,
      }),
    ],
    checks: { database: () => db.check() },
    close: async () => {
      await ownProvider?.close();
      await db.close();
    },
  };
};
