import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Addresses } from '../../platform/addresses.ts';
import { issueAuthority, issueServer } from '../../platform/local/certificates/issue.ts';
import type { Topology } from '../../platform/topology-types.ts';
import { makePrefix, startNginx, testOptions } from '../balancer/testing/nginx.ts';
import { freeAddresses } from '../balancer/testing/ports.ts';
import { type Seen, startReplica } from '../balancer/testing/replica.ts';
import { localLimits } from './limits.ts';
import { type GatewayOptions, renderGateway } from './render.ts';

const topology = {
  services: {
    users: { database: true, calls: [], publicApi: [{ path: '/sessions' }], operator: true },
    orders: {
      database: true,
      calls: ['users'],
      publicApi: [{ path: '/orders', idempotentByKey: true, streams: true }],
      operator: false,
    },
    payments: { database: true, calls: [], publicApi: [], webhooks: true, operator: false },
    products: {
      database: true,
      calls: [],
      publicApi: [
        { path: '/products', cached: true },
        { path: '/products/images', maxBody: '10m' },
      ],
      media: true,
      operator: false,
    },
  },
  edge: { 'storefront-bff': { calls: ['orders'], route: '/bff', cached: ['/catalogue'] } },
  interfaces: {
    storefront: { route: '/', bff: 'storefront-bff' },
    backoffice: { route: '/backoffice', bff: 'storefront-bff' },
  },
  topics: {},
  consumers: {},
} as const satisfies Topology;

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
};

type Sent = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A real nginx before one replica of users and of the BFF and two of orders; `x-victim` names one that cuts the connection. */
export const startGateway = async () => {
  const folder = await makePrefix();
  const unreliable = (name: string) =>
    startReplica(name, ({ url, headers }, response) => {
      if (headers['x-victim'] === name) response.destroy();
      else if (/\/stream($|\?)/.test(url)) response.write('data: first\n\n');
      else response.end(name);
    });
  const users = await startReplica('users-1');
  const bff = await startReplica('storefront-bff-1', asTold('storefront-bff-1'));
  const payments = await startReplica('payments-1');
  const products = await startReplica('products-1', asTold('products-1'));
  const orders = [await unreliable('orders-1'), await unreliable('orders-2')];
  const [https, http, status, unused] = await freeAddresses(4);
  assert.ok(https && http && status && unused);
  const addresses: Addresses = {
    gateway: { https, http, status },
    balancer: { status: unused },
    replicas: { users: [users], orders, payments: [payments], products: [products], 'storefront-bff': [bff] },
    services: {},
    databases: {},
    brokers: [],
    prometheus: unused,
    alertmanager: unused,
  };
  const authority = issueAuthority(new Date());
  const options: GatewayOptions = {
    ...testOptions,
    publicOrigin: `https://localhost:${https.port}`,
    tls: await writeCertificate(folder.prefix, authority),
    builds: {
      storefront: await makeBuild(join(folder.prefix, 'static files'), 'storefront'),
      backoffice: await makeBuild(join(folder.prefix, 'backoffice'), 'backoffice'),
    },
    limits: localLimits,
    hsts: null,
    paymentOrigin: null,
  };
  const configuration = (changed: Partial<GatewayOptions> = {}) =>
    renderGateway(topology, addresses, { ...options, ...changed });
  let nginx = await startNginx(folder.prefix, configuration(), status);

  return {
    prefix: folder.prefix,
    publicOrigin: options.publicOrigin,
    authority: authority.certificate,
    addresses,
    users,
    bff,
    orders,
    payments,
    products,
    configuration,
    ask: (path: string, sent: Sent = {}) => ask({ ...https, path, ca: authority.certificate }, sent),
    accessLog: () => nginx.accessLog(),
    errorLog: () => nginx.errorLog(),
    restart: async (changed: Partial<GatewayOptions>) => {
      await nginx.stop();
      nginx = await startNginx(folder.prefix, configuration(changed), status);
    },
    stop: async () => {
      await nginx.stop();
      await Promise.all([users, bff, payments, products, ...orders].map((replica) => replica.kill()));
      await folder.remove();
    },
  };
};

/** Answers with the headers and the status that `x-answer-…` ask for; its body tells one answer from another. */
const asTold = (name: string) => {
  let answers = 0;
  return ({ headers }: Seen, response: ServerResponse) => {
    const told = (what: string) => headers[`x-answer-${what}`];
    for (const header of ['cache-control', 'set-cookie']) {
      const value = told(header);
      if (value !== undefined) response.setHeader(header, value);
    }
    response.statusCode = Number(told('status') ?? 200);
    response.end(told('cache-control') === undefined ? name : `${name} ${++answers}`);
  };
};

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

export const assertProblem = (answer: Answer, status: number, code: string): void => {
  assert.equal(answer.status, status, answer.body);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  const problem = JSON.parse(answer.body);
  assert.equal(problem.status, status);
  assert.equal(problem.code, code);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
};

const ask = (to: { host: string; port: number; path: string; ca: string }, sent: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = sent;
    const call = request({ ...to, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      response.on('error', reject);
    });
    call.on('error', reject);
    call.end(body);
  });

const writeCertificate = async (folder: string, authority: ReturnType<typeof issueAuthority>) => {
  const issued = issueServer(authority, new Date());
  const [certificate, key] = [join(folder, 'tls.pem'), join(folder, 'tls.key')];
  await writeFile(certificate, issued.certificate);
  await writeFile(key, issued.key, { mode: 0o600 });
  return { certificate, key };
};

const makeBuild = async (folder: string, title: string): Promise<string> => {
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), `<title>${title}</title>`);
  await writeFile(join(folder, 'assets', 'app-3f2a.js'), `console.log("${title}")`);
  return folder;
};
