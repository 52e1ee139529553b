import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology } from '../../../topology.ts';
import { Failure } from '../instance/failure.ts';
import { selectParts } from './selection.ts';

test('without a choice everything runs', () => {
  assert.deepEqual(selectParts(topology, [], { grafana: true }), {
    topology,
    brokers: true,
    prometheus: true,
    alertmanager: true,
    grafana: true,
  });
});

test('Grafana runs only where it is installed, unless somebody asks for it', () => {
  assert.equal(selectParts(topology).grafana, false);
  const asked = selectParts(topology, ['grafana']);
  assert.equal(asked.grafana, true);
  assert.equal(asked.prometheus, true);
});

test('a part brings the services that it calls, and those that they call', () => {
  const selection = selectParts(topology, ['orders']);
  assert.deepEqual(Object.keys(selection.topology.services), ['users', 'products', 'payments', 'orders']);
  assert.deepEqual(selection.topology.edge, {});
  assert.equal(selection.brokers, true);
  assert.equal(selection.prometheus, false);
});

test('a service that neither publishes nor consumes needs no broker', () => {
  const selection = selectParts(topology, ['users', 'prometheus']);
  assert.deepEqual(Object.keys(selection.topology.services), ['users']);
  assert.equal(selection.brokers, false);
  assert.equal(selection.prometheus, true);
});

test('an interface brings its BFF and what stands behind it', () => {
  const selection = selectParts(topology, ['storefront']);
  assert.deepEqual(Object.keys(selection.topology.edge), ['storefront-bff']);
  assert.deepEqual(Object.keys(selection.topology.services), ['users', 'products', 'payments', 'orders']);
});

test('what observes the system brings Prometheus', () => {
  const selection = selectParts(topology, ['backoffice']);
  assert.deepEqual(Object.keys(selection.topology.edge), ['backoffice-bff']);
  assert.deepEqual(Object.keys(selection.topology.services), ['users']);
  assert.equal(selection.prometheus, true);
});

test('a name that is not there is answered with those that are, as a wrong command', () => {
  assert.throws(
    () => selectParts(topology, ['users', 'catalogue']),
    (error) => error instanceof Failure && error.exitCode === 2 && /catalogue.*products/.test(error.message),
  );
});
