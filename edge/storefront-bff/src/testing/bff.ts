import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { createMetrics } from '@fondaco/chassis/service';
import { recordingLog } from '@fondaco/chassis/testing';
import type { Session as UserSession } from '@fondaco/contracts/http/users';
import { exportJWK, generateKeyPair } from 'jose';
import { readConfig } from '../config.ts';
import { createStorefrontBff } from '../service.ts';
import { COOKIE } from '../session/session-cookie.ts';
import { standIn } from './stand-in.ts';

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

  const browser = createBrowser(bff.http);
  return { bff, browser, users, products, orders, payments, clock, records, metrics };
};

type Http = Awaited<ReturnType<typeof createStorefrontBff>>['http'];
type Sent = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: object;
  readonly headers?: Record<string, string | undefined>;
};

/** Keeps the cookie, and sends what the storefront's pages send. */
const createBrowser = (http: Http) => {
  const jar: { cookie: string | undefined; csrfToken: string } = { cookie: undefined, csrfToken: '' };
  const bodies: string[] = [];

  const send = async ({ method = 'GET', url, body, headers = {} }: Sent) => {
    const all: Record<string, string | undefined> = {
      ...(jar.cookie === undefined ? {} : { cookie: `${COOKIE}=${jar.cookie}` }),
      ...(method === 'GET'
        ? {}
        : { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'x-csrf-token': jar.csrfToken }),
      ...headers,
    };
    const response = await http.inject({
      method,
      url,
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
        string,
        string
      >,
      ...(body === undefined ? {} : { payload: body }),
    });
    bodies.push(response.body);
    const set = response.cookies.find(({ name }) => name === COOKIE);
    if (set !== undefined) jar.cookie = set.value;
    const json = response.body === '' ? null : response.json();
    if (typeof json?.csrfToken === 'string') jar.csrfToken = json.csrfToken;
    return { status: response.statusCode, headers: response.headers, json, cookie: set };
  };
  return { send, jar, bodies };
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
