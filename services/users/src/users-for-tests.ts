import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  createMetrics,
  createServiceTokenSigner,
  type HttpServer,
  type Metrics,
} from '@fondaco/chassis/service';
import { recordingLog, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import type { Session } from '@fondaco/contracts/http/users';
import { readConfig } from './config.ts';
import { createUsers } from './service.ts';

const MIGRATIONS = new URL('../migrations', import.meta.url).pathname;

export type UsersForTests = Awaited<ReturnType<typeof startUsers>>;

/** The whole service on a database of its own; requests reach it without a socket. */
export const startUsers = async () => {
  const database = await testDatabase(MIGRATIONS);
  const operator = generateKeyPairSync('ed25519');
  const secret = randomBytes(32).toString('base64');
  const { log, records } = recordingLog();
  const startReplica = (instance: string, signingKeySecret = secret) => {
    const metrics = createMetrics();
    const config = readConfig({
      INSTANCE: instance,
      HTTP_PORT: '1',
      MANAGEMENT_PORT: '1',
      DATABASE_URL: database.url,
      CALLERS: JSON.stringify({ operator: operator.publicKey.export({ format: 'jwk' }) }),
      SIGNING_KEY_SECRET: signingKeySecret,
    });
    return createUsers({ config, log, metrics }).then((service) => ({ service, metrics }));
  };
  const { service, metrics } = await startReplica('users-1');

  return {
    ...requests(service.http),
    db: database.db,
    http: service.http,
    metrics,
    logs: records,
    startReplica,
    newCustomer: newCustomer(service.http),
    operatorToken: createServiceTokenSigner({
      service: 'operator',
      key: operator.privateKey.export({ format: 'jwk' }),
    }),
    value: readMetric(metrics),
    count: countRows(database),
    close: async () => {
      await service.http.close();
      await service.close();
      await database.close();
    },
  };
};

const requests = (http: HttpServer) => {
  const send = async (method: 'GET' | 'POST', url: string, body?: object, token?: string) => {
    const answer = await http.inject({
      method,
      url,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (answer.body === '' ? null : answer.json()) as never,
    };
  };
  return {
    post: (url: string, body: object, token?: string) => send('POST', url, body, token),
    get: (url: string, token?: string) => send('GET', url, undefined, token),
  };
};

const PASSWORD = 'correct horse battery';

/** A registered customer with an address that no other has. */
const newCustomer = (http: HttpServer) => async () => {
  const email = `${randomBytes(6).toString('hex')}@example.com`;
  const { post } = requests(http);
  const answer = await post('/v1/users', { email, password: PASSWORD, name: 'Ann' });
  return { email, password: PASSWORD, session: answer.body as Session };
};

const countRows = (database: TestDatabase) => async (table: 'account' | 'session' | 'refresh_token') => {
  const { rows } = await database.db.query<{ count: number }>({
    name: `test.count-${table}`,
    text: `SELECT count(*) AS count FROM ${table}`,
  });
  return rows[0]?.count;
};

const readMetric = (metrics: Metrics) => async (name: string, outcome?: string) => {
  const found = (await metrics.getMetricsAsJSON()).find((metric) => metric.name === name);
  return found?.values.find((value) => outcome === undefined || value.labels.outcome === outcome)?.value ?? 0;
};
