import {
  createConsumer,
  createInboxCleaner,
  createKafka,
  parkedMessageRoutes,
} from '@fondaco/chassis/messaging';
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
import type { Config } from './config.ts';
import { createEraser } from './erase-emails/erase-emails.job.ts';
import { listEmailsRoute } from './list-emails/list-emails.route.ts';
import { suppressedAddressesRoute } from './manage-suppressed-addresses/suppressed-addresses.route.ts';
import { createNotificationMetrics } from './metrics.ts';
import { onOrderEvent } from './on-order-event/on-order-event.ts';
import { queueEmail } from './on-order-event/queue-email.ts';
import { sendEmail } from './send-emails/send-email.ts';
import { createSender } from './send-emails/sender.job.ts';
import { createSettle } from './send-emails/settle.ts';
import { createMailTransport } from './send-emails/transport.ts';
import { createRender } from './template/render.ts';

const SERVICE = 'notifications';

/** E-mails are sent in rounds of their own: nobody waits for them to be written down sooner. */
const MAILER_PACE_MS = 100;

/** The notifications service as it is composed: every route, the consumer and the sender. */
export const createNotifications = async (
  context: ServiceContext<Config> & { readonly identity?: Identity },
): Promise<Service> => {
  const { config, log, metrics } = context;
  const notificationMetrics = createNotificationMetrics(metrics);
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

  const deadlineMs = config.SMTP_DEADLINE_SECONDS * 1_000;
  const transport = createMailTransport({
    url: config.SMTP_URL,
    from: config.MAIL_FROM,
    deadlineMs,
  });
  const closing = new AbortController();
  const settle = createSettle({ db, signal: closing.signal, log });
  const sender = createSender({
    db,
    sendEmail: sendEmail({
      db,
      transport,
      settle,
      render: createRender(config.PUBLIC_ORIGIN),
      domain: domainOf(config.MAIL_FROM),
      now: () => new Date(),
      metrics: notificationMetrics,
      log,
    }),
    settle,
    abandon: transport.close,
    connections: config.SMTP_CONNECTIONS,
    deadlineMs,
    metrics: notificationMetrics,
    log,
  });
  const mailer = createConsumer({
    db,
    kafka,
    name: 'notifications.mailer',
    group: config.CONSUMER_GROUPS['notifications.mailer'],
    handlers: onOrderEvent(queueEmail({ newId, wake: sender.wake })),
    paceMs: MAILER_PACE_MS,
    metrics,
    log,
  });

  const http = await createHttp({ name: SERVICE, log, metrics, identity });
  listEmailsRoute(db)(http);
  suppressedAddressesRoute(db)(http);
  parkedMessageRoutes({ db, consumers: [mailer], metrics, log })(http);

  return {
    http,
    background: [
      createInboxCleaner({ db, log }),
      createEraser({ db, days: config.RETENTION_DAYS, log }),
      sender,
      mailer,
    ],
    checks: { database: () => db.check() },
    close: async () => {
      closing.abort();
      transport.close();
      await db.close();
    },
  };
};

const domainOf = (from: string): string => from.slice(from.lastIndexOf('@') + 1).replace('>', '');
