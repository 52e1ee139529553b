import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createMetrics } from '@fondaco/chassis/service';
import { bffBrowser, recordingLog, standIn } from '@fondaco/chassis/testing';
import type { Session as UserSession } from '@fondaco/contracts/http/users';
import { exportJWK, generateKeyPair } from 'jose';
import { readConfig } from '../config.ts';
import { COOKIE, createStorefrontBff } from '../service.ts';

export const ORIGIN = 'https://shop.example';
export const TOKEN_URL = 'https://provider.example/v1/tokens';

/** A BFF between a browser with its cookie jar and servers that stand for the services. */
export const testBff = async (t: TestContext) => {
  const [users, products, orders, payments] = await Promise.all([
    standIn({}),
    standIn({}),
    standIn({}),
    standIn({}),
  ]);
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const clock = { now: new Date('2026-11-23T12:00:00Z') };
  const { log, records } = recordingLog();
  const metrics = createMetrics();
  const config = readConfig({
    INSTANCE: 'storefront-bff-1',
    HTTP_PORT: '1',
    MANAGEMENT_PORT: '1',
    SERVICE_KEY: JSON.stringify(await exportJWK(privateKey)),
    USERS_URL: users.url,
    PRODUCTS_URL: products.url,
    ORDERS_URL: orders.url,
    PAYMENTS_URL: payments.url,
    PAYMENT_TOKEN_URL: TOKEN_URL,
    SESSION_SECRET: randomBytes(32).toString('base64'),
    PUBLIC_ORIGIN: ORIGIN,
  });
  const bff = await createStorefrontBff({
    config,
    log,
    metrics,
    now: () => clock.now,
  });
  t.after(async () => {
    await bff.http.close();
    await bff.close();
    await Promise.all([users.close(), products.close(), orders.close(), payments.close()]);
  });

  const browser = bffBrowser({ http: bff.http, cookie: COOKIE, origin: ORIGIN });
  return { bff, browser, users, products, orders, payments, clock, records, metrics };
};

let issued = 0;

/** What Users answers to a log-in. Every one has tokens of its own. */
export const userSession = (expiresIn = 900): UserSession => {
  issued += 1;
  return {
    user: {
      userId: '019ab0aa-1234-7000-8000-000000000001',
      email: 'ada@example.org',
      name: 'Ada',
      roles: ['customer'],
      createdAt: '2026-11-23T12:00:00Z',
    },
    accessToken: `access-token-${issued}`,
    refreshToken: `refresh-token-${issued}`,
    expiresIn,
  };
};

/** Opens a session and logs in. */
export const logIn = async ({
  browser,
  users,
}: Pick<Awaited<ReturnType<typeof testBff>>, 'browser' | 'users'>) => {
  const session = userSession();
  users.routes['POST /v1/sessions'] = () => ({ status: 200, body: session });
  await browser.send({ url: '/bff/session' });
  const answer = await browser.send({
    method: 'POST',
    url: '/bff/session',
    body: { email: 'ada@example.org', password: 'correct horse battery' },
  });
  return { session, answer };
};
