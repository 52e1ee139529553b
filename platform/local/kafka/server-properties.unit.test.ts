import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverProperties } from './server-properties.ts';

const node = (id: number) => ({
  id,
  clients: { host: '127.0.0.1', port: 9000 + id },
  controller: { host: '127.0.0.1', port: 9100 + id },
  dataDirectory: `/data/kafka-${id}`,
});
const credentials = { brokerPassword: 'broker-secret', controllerPassword: 'controller-secret' };

const settingsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

test('with three brokers everything is kept three times, and two must have it', () => {
  const nodes = [node(1), node(2), node(3)];
  const settings = settingsOf(serverProperties({ node: node(2), nodes, credentials }));
  assert.equal(settings['controller.quorum.voters'], '1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103');
  for (const name of ['default', 'offsets.topic', 'transaction.state.log']) {
    assert.equal(settings[`${name}.replication.factor`], '3');
  }
  assert.equal(settings['min.insync.replicas'], '2');
  assert.equal(settings['transaction.state.log.min.isr'], '2');
  assert.equal(settings['unclean.leader.election.enable'], 'false');
});

test('with credentials no listener is open, and what no ACL allows is refused', () => {
  const settings = settingsOf(serverProperties({ node: node(1), nodes: [node(1)], credentials }));
  assert.equal(
    settings['listener.security.protocol.map'],
    'CLIENTS:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
  );
  assert.equal(settings['allow.everyone.if.no.acl.found'], 'false');
  assert.match(settings['authorizer.class.name'] ?? '', /StandardAuthorizer/);
  assert.equal(settings['auto.create.topics.enable'], 'false');
});

test('every listener is on the address that it was given', () => {
  const settings = settingsOf(serverProperties({ node: node(1), nodes: [node(1)] }));
  assert.equal(settings.listeners, 'CLIENTS://127.0.0.1:9001,CONTROLLER://127.0.0.1:9101');
  assert.equal(settings['advertised.listeners'], 'CLIENTS://127.0.0.1:9001');
});
