import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology } from '../../../topology.ts';
import type { Replica } from '../../addresses.ts';
import { allocatePorts } from '../instance/ports.ts';
import type { Secret, Secrets } from '../secrets/secrets.ts';
import { edgeEnvironment, serviceEnvironment } from './service-environment.ts';

const secret = (name: string): Secret => ({ path: `/secrets/${name}`, value: `the value of ${name}` });
const names = [...Object.keys(topology.services), ...Object.keys(topology.edge), 'operator'];
const byName = <T>(make: (name: string) => T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, make(name)]));
const secrets: Secrets = {
  directory: '/secrets',
  databases: byName((name) => ({
    superuser: secret(`${name}.superuser`),
    owner: secret(`${name}.owner`),
    service: secret(`${name}.service`),
    monitor: secret(`${name}.monitor`),
  })),
  kafka: {
    admin: secret('admin'),
    broker: secret('broker'),
    controller: secret('controller'),
    services: byName((name) => secret(`${name}.kafka`)),
  },
  serviceKeys: byName((name) => ({
    path: `/secrets/${name}.key`,
    publicKey: { kty: 'OKP', crv: 'Ed25519', x: name },
  })),
  signingKeySecret: secret('signing-key-secret'),
  sessionSecrets: byName((name) => secret(`${name}.session`)),
  paymentSandbox: { secretKey: secret('sandbox-key'), webhookSecret: secret('sandbox-webhooks') },
  grafana: { adminPassword: secret('grafana-admin'), secretKey: secret('grafana-key') },
  controlToken: secret('control-token'),
};
const addresses = allocatePorts(8443, topology, { brokers: 3, replicas: { orders: 2 } });
const context = {
  topology,
  addresses,
  secrets,
  paths: { data: '/data', root: '/house' },
  publicOrigin: 'https://localhost:8443',
};
const replica = (name: string, index = 0): Replica => addresses.replicas[name]?.[index] ?? assert.fail(name);

test('a service reaches those it calls at their balanced address, and no others', () => {
  const orders = serviceEnvironment(context, 'orders', replica('orders'));
  assert.equal(orders.PRODUCTS_URL, `http://127.0.0.1:${addresses.services.products?.port}`);
  assert.equal(orders.USERS_URL, `http://127.0.0.1:${addresses.services.users?.port}`);
  const products = serviceEnvironment(context, 'products', replica('products'));
  assert.equal(products.ORDERS_URL, undefined);
});

test('a service knows the keys of those that the topology lets call it', () => {
  const callers = (service: string) =>
    Object.keys(JSON.parse(serviceEnvironment(context, service, replica(service)).CALLERS ?? '{}'));
  assert.deepEqual(callers('users'), [
    'products',
    'payments',
    'orders',
    'notifications',
    'storefront-bff',
    'backoffice-bff',
    'operator',
  ]);
  assert.deepEqual(callers('orders'), ['storefront-bff', 'operator']);
  assert.deepEqual(callers('payments'), ['orders', 'storefront-bff', 'operator']);
});

test('a service gets its own consumer groups and its own Kafka user', () => {
  const orders = serviceEnvironment(context, 'orders', replica('orders'));
  assert.deepEqual(JSON.parse(orders.CONSUMER_GROUPS ?? ''), {
    'orders.product-copy': { topics: ['products.product'], start: 'earliest' },
    'orders.order-process': { topics: ['products.reservation', 'payments.payment'], start: 'earliest' },
  });
  assert.equal(orders.KAFKA_USERNAME, 'orders');
  assert.equal(orders.KAFKA_BROKERS?.split(',').length, 3);
});

test('a service that neither publishes nor consumes knows nothing of the brokers', () => {
  const users = serviceEnvironment(context, 'users', replica('users'));
  assert.deepEqual(
    Object.keys(users).filter((name) => name.startsWith('KAFKA')),
    [],
  );
});

test('only users can make tokens, and only a BFF can make sessions', () => {
  const users = serviceEnvironment(context, 'users', replica('users'));
  const orders = serviceEnvironment(context, 'orders', replica('orders'));
  const bff = edgeEnvironment(context, 'storefront-bff', replica('storefront-bff'));
  assert.equal(users.SIGNING_KEY_SECRET_FILE, '/secrets/signing-key-secret');
  assert.equal(orders.SIGNING_KEY_SECRET_FILE ?? orders.SESSION_SECRET_FILE, undefined);
  assert.equal(bff.SESSION_SECRET_FILE, '/secrets/storefront-bff.session');
  assert.equal(bff.DATABASE_URL_FILE ?? bff.KAFKA_BROKERS, undefined);
});

test('payments alone has what the payment sandbox asks for, as files', () => {
  const payments = serviceEnvironment(context, 'payments', replica('payments'));
  assert.equal(payments.PAYMENT_PROVIDER, 'sandbox');
  assert.equal(payments.SANDBOX_URL, `http://127.0.0.1:${addresses.paymentSandbox.api.port}`);
  assert.equal(payments.SANDBOX_SECRET_KEY_FILE, '/secrets/sandbox-key');
  assert.equal(payments.SANDBOX_WEBHOOK_SECRET_FILE, '/secrets/sandbox-webhooks');
  const orders = serviceEnvironment(context, 'orders', replica('orders'));
  assert.equal(orders.SANDBOX_SECRET_KEY_FILE ?? orders.SMTP_URL, undefined);
});

test('mails go to the mail catcher, and browsers take cards to the payment sandbox', () => {
  const notifications = serviceEnvironment(context, 'notifications', replica('notifications'));
  assert.equal(notifications.SMTP_URL, `smtp://127.0.0.1:${addresses.mailCatcher.smtp.port}`);
  const bff = edgeEnvironment(context, 'storefront-bff', replica('storefront-bff'));
  assert.match(bff.PAYMENT_TOKEN_URL ?? '', /^https:\/\/localhost:8451\//);
});

test('products keeps pictures in a folder of the instance', () => {
  const products = serviceEnvironment(context, 'products', replica('products'));
  assert.equal(products.IMAGE_STORAGE, 'folder');
  assert.equal(products.IMAGE_FOLDER, '/data/images');
});

test('only what observes may ask Prometheus, and is told what the system consists of', () => {
  const backoffice = edgeEnvironment(context, 'backoffice-bff', replica('backoffice-bff'));
  assert.equal(backoffice.PROMETHEUS_URL, `http://127.0.0.1:${addresses.prometheus.port}`);
  assert.equal(backoffice.RUNBOOKS_FOLDER, '/house/docs/runbooks');
  const system = JSON.parse(backoffice.SYSTEM ?? '');
  assert.deepEqual(system.services.notifications, { database: true, calls: ['users'], public: false });
  assert.deepEqual(system.consumers['notifications.mailer'], {
    service: 'notifications',
    topics: ['orders.order'],
  });
  const storefront = edgeEnvironment(context, 'storefront-bff', replica('storefront-bff'));
  assert.equal(storefront.PROMETHEUS_URL ?? storefront.SYSTEM, undefined);
  assert.notEqual(backoffice.SESSION_SECRET_FILE, storefront.SESSION_SECRET_FILE);
});

test('replicas differ by name and ports', () => {
  const first = serviceEnvironment(context, 'orders', replica('orders', 0));
  const second = serviceEnvironment(context, 'orders', replica('orders', 1));
  const differing = Object.keys(first).filter((name) => first[name] !== second[name]);
  assert.deepEqual(differing, ['INSTANCE', 'HTTP_PORT', 'MANAGEMENT_PORT']);
});

test('no secret is in an environment, which others on the machine may see', () => {
  const all = [
    ...Object.keys(topology.services).map((name) => serviceEnvironment(context, name, replica(name))),
    ...Object.keys(topology.edge).map((name) => edgeEnvironment(context, name, replica(name))),
  ];
  assert.doesNotMatch(JSON.stringify(all), /the value of/);
});
