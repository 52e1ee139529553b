import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createMetrics } from '@fondaco/chassis/service';
import { bffBrowser, recordingLog, standIn } from '@fondaco/chassis/testing';
import type { Role, Session as UserSession } from '@fondaco/contracts/http/users';
import { exportJWK, generateKeyPair } from 'jose';
import { readConfig } from '../config.ts';
import { COOKIE, createBackofficeBff } from '../service.ts';
import type { System } from '../system/system.ts';

export const ORIGIN = 'https://shop.example';
const repository = join(import.meta.dirname, '../../../..');

const system: System = {
  services: {
    users: { database: true, calls: [], public: true },
    orders: { database: true, calls: ['users'], public: true },
  },
  edge: { 'backoffice-bff': { calls: ['users'] } },
  topics: { 'orders.order': { owner: 'orders' } },
  consumers: { 'notifications.mailer': { service: 'notifications', topics: ['orders.order'] } },
};

/** A BFF between a browser with its cookie jar and servers that stand for Users and Prometheus. */
export const testBff = async (t: TestContext) => {
  const [users, prometheus] = await Promise.all([standIn({}), standIn({})]);
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const clock = { now: new Date('2026-11-29T12:00:00Z') };
  const { log, records } = recordingLog();
  const metrics = createMetrics();
  const config = readConfig({
    INSTANCE: 'backoffice-bff-1',
    HTTP_PORT: '1',
    MANAGEMENT_PORT: '1',
    SERVICE_KEY: JSON.stringify(await exportJWK(privateKey)),
    USERS_URL: users.url,
    PROMETHEUS_URL: prometheus.url,
    SCRAPE_INTERVAL_SECONDS: '5',
    SESSION_SECRET: randomBytes(32).toString('base64'),
    PUBLIC_ORIGIN: ORIGIN,
    DASHBOARDS_FOLDER: join(repository, 'platform/observability/grafana/json'),
    RUNBOOKS_FOLDER: join(repository, 'docs/runbooks'),
    SYSTEM: JSON.stringify(system),
  });
  const bff = await createBackofficeBff({ config, log, metrics, now: () => clock.now });
  t.after(async () => {
    await bff.http.close();
    await bff.close();
    await Promise.all([users.close(), prometheus.close()]);
  });
  const browser = bffBrowser({ http: bff.http, cookie: COOKIE, origin: ORIGIN });
  return { bff, browser, users, prometheus, clock, records };
};

export type TestBff = Awaited<ReturnType<typeof testBff>>;

let issued = 0;

/** What Users answers to a log-in. Every one has tokens of its own. */
export const userSession = (...roles: Role[]): UserSession => {
  issued += 1;
  return {
    user: {
      userId: '019ab0aa-1234-7000-8000-000000000001',
      email: 'sam@fondaco.example',
      name: 'Sam',
      roles,
      createdAt: '2026-11-23T12:00:00Z',
    },
    accessToken: `access-token-${issued}`,
    refreshToken: `refresh-token-${issued}`,
    expiresIn: 900,
  };
};

/** Opens a session and logs in as somebody with these roles. */
export const logInAs = async ({ browser, users }: TestBff, ...roles: Role[]) => {
  const session = userSession(...roles);
  users.routes['POST /v1/sessions'] = () => ({ status: 201, body: session });
  users.routes['POST /v1/sessions/end'] = () => ({ status: 204 });
  await browser.send({ url: '/backoffice/bff/session' });
  const answer = await browser.send({
    method: 'POST',
    url: '/backoffice/bff/session',
    body: { email: 'sam@fondaco.example', password: 'correct horse battery' },
  });
  return { session, answer };
};

export const later = ({ clock }: TestBff, seconds: number): void => {
  clock.now = new Date(clock.now.getTime() + seconds * 1000);
};

/** As Prometheus answers. */
export const answered = (data: unknown) => ({ status: 200, body: { status: 'success', data } });
