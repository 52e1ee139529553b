import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consumerHealth, databaseHealth, gatewayHealth, replicasHealth, worst } from './health.ts';

test('a service is up with all its replicas, degraded with some, down with none', () => {
  assert.equal(replicasHealth({ up: 2, all: 2 }), 'up');
  assert.equal(replicasHealth({ up: 1, all: 2 }), 'degraded');
  assert.equal(replicasHealth({ up: 0, all: 2 }), 'down');
});

test('a service that fails one request in a hundred is degraded', () => {
  assert.equal(replicasHealth({ up: 2, all: 2 }, 0.009), 'up');
  assert.equal(replicasHealth({ up: 2, all: 2 }, 0.01), 'degraded');
});

test('what is not measured is unknown, never up', () => {
  assert.equal(replicasHealth(null), 'unknown');
  assert.equal(replicasHealth({ up: 0, all: 0 }), 'unknown');
  assert.equal(gatewayHealth(null, null), 'unknown');
  assert.equal(databaseHealth(null, 0), 'unknown');
  assert.equal(consumerHealth({ members: null, lagSeconds: null, parked: 0 }), 'unknown');
});

test('a database is degraded when much work waits for a connection', () => {
  assert.equal(databaseHealth(1, 0), 'up');
  assert.equal(databaseHealth(1, 10), 'degraded');
  assert.equal(databaseHealth(0, 0), 'down');
});

test('a consumer is down without members, degraded when it lags or has parked something', () => {
  assert.equal(consumerHealth({ members: 1, lagSeconds: 0, parked: 0 }), 'up');
  assert.equal(consumerHealth({ members: 1, lagSeconds: 60, parked: 0 }), 'degraded');
  assert.equal(consumerHealth({ members: 1, lagSeconds: 0, parked: 1 }), 'degraded');
  assert.equal(consumerHealth({ members: 0, lagSeconds: 0, parked: 0 }), 'down');
});

test('the worst of several counts; of unknown and up it is unknown', () => {
  assert.equal(worst(['up', 'degraded', 'down']), 'down');
  assert.equal(worst(['up', 'unknown']), 'unknown');
  assert.equal(worst([]), 'up');
});
