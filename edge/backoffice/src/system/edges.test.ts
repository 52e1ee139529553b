import { expect, test } from 'vitest';
import { systemFixture } from '../office.fixture.tsx';
import { edgesOf, neighbours } from './edges.ts';

const edges = edgesOf(systemFixture);
const has = (from: string, to: string) => edges.find((edge) => edge.from === from && edge.to === to);

test('requests are drawn from the gateway by the BFFs and the balancer to the services', () => {
  expect(has('gateway', 'storefront-bff')).toMatchObject({ kind: 'request', quiet: false });
  expect(has('storefront-bff', 'balancer')).toMatchObject({ quiet: false });
  expect(has('balancer', 'orders')).toMatchObject({ quiet: false });
});

test('who calls whom through the balancer shows when somebody looks', () => {
  expect(has('orders', 'products')).toMatchObject({ kind: 'request', quiet: true });
  expect(has('gateway', 'orders')).toMatchObject({ quiet: true });
  expect(has('gateway', 'notifications')).toBeUndefined();
});

test('events are drawn from their owner to the topic to whoever reads it', () => {
  expect(has('orders', 'orders.order')).toMatchObject({ kind: 'event' });
  expect(has('orders.order', 'notifications')).toMatchObject({ kind: 'event' });
});

test('what somebody looks at comes with all that it has to do with', () => {
  expect([...neighbours(edges, 'notifications')].sort()).toEqual([
    'balancer',
    'notifications',
    'orders.order',
    'users',
  ]);
});
