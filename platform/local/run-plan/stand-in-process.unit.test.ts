import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology } from '../../../topology.ts';
import { wantedPorts } from '../instance/free-ports.ts';
import { instancePaths } from '../instance/paths.ts';
import { allocatePorts } from '../instance/ports.ts';
import { standInsOf } from '../instance/stand-ins.ts';
import type { Secret, Secrets } from '../secrets/secrets.ts';
import { selectParts } from './selection.ts';
import { mailCatcherProcess, paymentSandboxProcess } from './stand-in-process.ts';

const secret = (name: string): Secret => ({ path: `/secrets/${name}`, value: `the value of ${name}` });
const addresses = allocatePorts(8443, topology, { brokers: 1, replicas: {} });
const context = {
  addresses,
  paths: instancePaths('/house', 8443),
  secrets: {
    paymentSandbox: { secretKey: secret('key'), webhookSecret: secret('webhooks') },
  } as unknown as Secrets,
  tls: { certificate: '/tls/cert', key: '/tls/key', authority: '/tls/authority' },
  publicOrigin: 'https://localhost:8443',
};

test('the payment sandbox is told its secrets as files, and sends its webhooks through the gateway', () => {
  const { name, args, env } = paymentSandboxProcess(context);
  assert.equal(name, 'payment-sandbox');
  assert.equal(args.at(-1), '/house/.fondaco/8443/programs/payment-sandbox.mjs');
  assert.equal(env.HTTP_PORT, '8450');
  assert.equal(env.BROWSER_ORIGIN, 'https://localhost:8451');
  assert.equal(env.SHOP_ORIGIN, 'https://localhost:8443');
  assert.equal(env.WEBHOOK_URL, 'https://localhost:8443/webhooks/payments/sandbox');
  assert.equal(env.WEBHOOK_CA_FILE, '/tls/authority');
  assert.equal(env.SECRET_KEY_FILE, '/secrets/key');
  assert.equal(env.WEBHOOK_SECRET_FILE, '/secrets/webhooks');
  assert.doesNotMatch(JSON.stringify([args, env]), /the value of/);
});

test('the mail catcher keeps its mails with the data of the instance', () => {
  const { env } = mailCatcherProcess(context);
  assert.equal(env.HTTP_PORT, '8452');
  assert.equal(env.SMTP_PORT, '8459');
  assert.equal(env.DATA_FILE, '/house/.fondaco/8443/data/mail-catcher/mails.sqlite');
});

test('a stand-in runs when the service that needs it does, and only then needs its ports', () => {
  const namesOf = (only: string[]) =>
    standInsOf(selectParts(topology, only).topology, addresses).map(({ name }) => name);
  assert.deepEqual(namesOf([]), ['payment-sandbox', 'mail-catcher']);
  assert.deepEqual(namesOf(['orders']), ['payment-sandbox']);
  assert.deepEqual(namesOf(['users']), []);
  const wanted = (only: string[]) =>
    wantedPorts(addresses, selectParts(topology, only).topology)
      .filter(({ by }) => /payment-sandbox|mail-catcher/.test(by))
      .map(({ address }) => address.port);
  assert.deepEqual(wanted([]), [8460, 8450, 8451, 8461, 8452, 8459]);
  assert.deepEqual(wanted(['users']), []);
});
