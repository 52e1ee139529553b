import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMetrics, newId } from '@fondaco/chassis/service';
import {
  eventually,
  freePort,
  silentLog,
  type TestKafka,
  testDatabase,
  testIdentity,
} from '@fondaco/chassis/testing';
import { readConfig } from './config.ts';
import { createNotifications } from './service.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

const run = (entry: string, env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(ROOT, entry)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'fatal', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });

const isReady = async (managementPort: number): Promise<void> => {
  const answer = await fetch(`http://127.0.0.1:${managementPort}/health/ready`);
  if (!answer.ok) throw new Error(await answer.text());
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
};

export type CaughtMail = {
  readonly id: number;
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  readonly kind: string;
  readonly orderId: string;
  readonly transmissions: number;
};

export type MailCatcher = Awaited<ReturnType<typeof startMailCatcher>>;

/** The mail catcher of the local platform, as a process of its own. */
export const startMailCatcher = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mail-catcher-'));
  const [http, management, smtp] = [await freePort(), await freePort(), await freePort()];
  const start = async (): Promise<ChildProcess> => {
    const started = run('platform/local/mail-catcher/main.ts', {
      INSTANCE: 'mail-catcher',
      HTTP_PORT: String(http),
      MANAGEMENT_PORT: String(management),
      SMTP_PORT: String(smtp),
      DATA_FILE: join(directory, 'mails.sqlite'),
    });
    await eventually(() => isReady(management), { within: 60_000 });
    return started;
  };
  let child = await start();
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await fetch(`http://127.0.0.1:${http}${path}`, init);
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };

  return {
    smtpUrl: `smtp://127.0.0.1:${smtp}`,
    url: `http://127.0.0.1:${http}`,
    mails: async (orderId: string): Promise<CaughtMail[]> =>
      ((await ask(`/api/messages?orderId=${orderId}&limit=1000`)) as { messages: CaughtMail[] }).messages,
    mail: async (id: number) =>
      (await ask(`/api/messages/${id}`)) as {
        text: string;
        html: string;
        headers: { name: string; value: string }[];
      },
    fault: (fault: { fault: string; at?: string; seconds?: number; to?: string }) =>
      ask('/api/faults', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ seconds: 60, ...fault }),
      }),
    endFault: () => ask('/api/faults', { method: 'DELETE' }),
    kill: () => end(child, 'SIGKILL'),
    startAgain: async () => {
      child = await start();
    },
    stop: async () => {
      await end(child, 'SIGTERM');
      await rm(directory, { recursive: true });
    },
  };
};

type Options = { readonly smtpUrl: string; readonly kafka: TestKafka };

const environment = ({ smtpUrl, kafka }: Options, databaseUrl: string) => ({
  INSTANCE: 'notifications-1',
  HTTP_PORT: '1',
  MANAGEMENT_PORT: '2',
  USERS_URL: 'http://127.0.0.1:1',
  DATABASE_URL: databaseUrl,
  KAFKA_BROKERS: kafka.brokers.join(','),
  KAFKA_NAMESPACE: kafka.namespace,
  CONSUMER_GROUPS: '{"notifications.mailer":{"topics":["orders.order"],"start":"earliest"}}',
  SMTP_URL: smtpUrl,
  SMTP_DEADLINE_SECONDS: '3',
  MAIL_FROM: 'Fondaco <orders@fondaco.example>',
  PUBLIC_ORIGIN: 'https://shop.example',
});

export type NotificationsUnderTest = Awaited<ReturnType<typeof startNotifications>>;

/** The whole service on a database of its own, in this process. */
export const startNotifications = async (options: Options) => {
  const database = await testDatabase(MIGRATIONS);
  const tokens = testIdentity({ service: 'notifications', callers: ['operator', 'orders'] });
  const metrics = createMetrics();
  const service = await createNotifications({
    config: readConfig(environment(options, database.url)),
    log: silentLog(),
    metrics,
    identity: tokens.identity,
  });
  await service.http.ready();
  for (const work of service.background) await work.start();

  const call = async (token: string | null, method: 'GET' | 'POST', url: string, body?: unknown) => {
    const response = await service.http.inject({
      method,
      url,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    return { status: response.statusCode, body: response.body === '' ? null : response.json() };
  };

  return {
    db: database.db,
    tokens,
    service,
    call,
    operate: async (method: 'GET' | 'POST', url: string, body?: unknown) =>
      call(await tokens.serviceToken('operator'), method, url, body),
    metricsText: () => metrics.metrics(),
    stop: async () => {
      await service.http.close();
      for (const work of [...service.background].reverse()) await work.stop();
      await service.close();
      await database.close();
    },
  };
};

/** The service as a process that can be killed, on a database that outlives it. */
export const spawnNotifications = async (options: Options, databaseUrl: string) => {
  const [http, management] = [await freePort(), await freePort()];
  const child = run('services/notifications/src/main.ts', {
    ...environment(options, databaseUrl),
    HTTP_PORT: String(http),
    MANAGEMENT_PORT: String(management),
  });
  await eventually(() => isReady(management), { within: 60_000 });
  return {
    pid: child.pid ?? 0,
    management,
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
};

export const migratedDatabase = () => testDatabase(MIGRATIONS);

const at = '2026-11-23T12:00:00.000Z';
export const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const delivery = { name: 'Ann Example', line1: '1 Long Road', city: 'Leeds', postcode: 'LS1', country: 'GB' };

/** The data of an order's events as Orders publishes them. */
export const eventData = {
  confirmed: (orderId: string, change: object = {}) => ({
    orderId,
    customerId: newId(),
    recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'en' },
    delivery,
    lines: [{ sku: 'MUG-1', name: 'Mug, red', quantity: 2, total: gbp(798) }],
    total: gbp(798),
    confirmedAt: at,
    ...change,
  }),
  rejected: (orderId: string, change: object = {}) => ({
    orderId,
    customerId: newId(),
    reason: 'insufficient-stock',
    shortages: [{ sku: 'MUG-1', requested: 2, available: 1 }],
    recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'en' },
    lines: [{ sku: 'MUG-1', name: 'Mug, red', quantity: 2 }],
    rejectedAt: at,
    ...change,
  }),
  shipped: (orderId: string, change: object = {}) => ({
    orderId,
    customerId: newId(),
    shipmentId: newId(),
    lines: [{ sku: 'MUG-1', name: 'Mug, red', quantity: 2 }],
    carrier: 'Royal Mail',
    trackingCode: 'RM123',
    complete: true,
    recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'en' },
    delivery,
    shippedAt: at,
    ...change,
  }),
  refunded: (orderId: string, change: object = {}) => ({
    orderId,
    customerId: newId(),
    refundId: newId(),
    amount: gbp(399),
    lines: [{ sku: 'MUG-1', name: 'Mug, red', quantity: 1 }],
    complete: false,
    recipient: { email: 'ann@example.com', name: 'Ann Example', language: 'en' },
    refundedAt: at,
    ...change,
  }),
};

/** Publishes as Orders does; every call is another event. */
export const publish = (
  kafka: TestKafka,
  kind: keyof typeof eventData,
  data: { readonly orderId: string },
): Promise<void> =>
  kafka.produce('orders.order', {
    key: data.orderId,
    value: data,
    headers: {
      ce_specversion: '1.0',
      ce_id: newId(),
      ce_type: `orders.order.${kind}.v1`,
      ce_source: '/fondaco/orders',
      ce_time: at,
      ce_subject: data.orderId,
      'content-type': 'application/json',
    },
  });
