import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topology } from '../../../topology.ts';
import { maxReplicas } from '../instance/ports.ts';
import { mostReplicas } from './most-replicas.ts';

test('a service that reads topics may have as many replicas as those have partitions, if there are ports for them', () => {
  const narrow = {
    ...topology,
    topics: { ...topology.topics, 'orders.order': { ...topology.topics['orders.order'], partitions: 3 } },
  };
  assert.deepEqual(mostReplicas(narrow, 'payments'), {
    count: 3,
    why: 'the topics that it reads have 3 partitions',
  });
  assert.equal(mostReplicas(topology, 'payments').count, maxReplicas);
});

test('what reads no topic is bounded by its ports alone', () => {
  assert.deepEqual(mostReplicas(topology, 'storefront-bff'), {
    count: maxReplicas,
    why: 'an instance has no ports for more',
  });
});
