import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology } from '../../topology-types.ts';
import { kafkaAcls, kafkaTopics, kafkaUsers } from './wanted.ts';

const service = { database: true, calls: [], publicApi: [], operator: false };

const topology: Topology = {
  services: { users: service, products: service, orders: service, notifications: service },
  edge: {},
  interfaces: {},
  topics: {
    'products.product': { owner: 'products', key: 'product id', partitions: 12, cleanup: 'compact' },
    'orders.order': { owner: 'orders', key: 'order id', partitions: 6, cleanup: 'delete', retentionDays: 7 },
  },
  consumers: {
    'orders.product-copy': { service: 'orders', topics: ['products.product'], start: 'earliest' },
    'notifications.mailer': { service: 'notifications', topics: ['orders.order'], start: 'latest' },
    'notifications.digest': { service: 'notifications', topics: ['orders.order'], start: 'latest' },
  },
};

test('a service writes what it owns and reads what its groups name, the lag exporter looks, and nobody else may do anything', () => {
  const lines = kafkaAcls(topology).map(
    ({ user, operation, resource, pattern, name }) => `${user} ${operation} ${resource} ${pattern} ${name}`,
  );
  assert.deepEqual(lines, [
    'products write topic literal products.product',
    'products write transactional-id prefixed products.outbox.',
    'orders write topic literal orders.order',
    'orders write transactional-id prefixed orders.outbox.',
    'orders read topic literal products.product',
    'orders read group literal orders.product-copy',
    'notifications read topic literal orders.order',
    'notifications read group literal notifications.mailer',
    'notifications read group literal notifications.digest',
    'lag-exporter describe cluster literal kafka-cluster',
    'lag-exporter describe group literal *',
    'lag-exporter read topic literal products.product',
    'lag-exporter read topic literal orders.order',
  ]);
});

test('a service without topics needs no user', () => {
  assert.deepEqual(kafkaUsers(topology), ['products', 'orders', 'notifications', 'lag-exporter']);
});

test('a compacted topic keeps every key; another is deleted in daily pieces when its days are over', () => {
  const [product, order] = kafkaTopics(topology, 1);
  assert.equal(product?.partitions, 12);
  assert.equal(product?.configs['cleanup.policy'], 'compact');
  assert.equal(product?.configs['retention.ms'], undefined);
  assert.equal(order?.partitions, 6);
  assert.equal(order?.configs['cleanup.policy'], 'delete');
  assert.equal(order?.configs['retention.ms'], '604800000');
  assert.equal(order?.configs['segment.ms'], '86400000');
});

test('of three brokers two must have a record before it counts, of one that one', () => {
  assert.equal(kafkaTopics(topology, 1)[0]?.configs['min.insync.replicas'], '1');
  assert.equal(kafkaTopics(topology, 3)[0]?.configs['min.insync.replicas'], '2');
});
