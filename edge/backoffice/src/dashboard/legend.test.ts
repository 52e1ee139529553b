import type { Panel } from '@fondaco/contracts/http/backoffice-bff';
import { expect, test } from 'vitest';
import { lastOf, nameOf } from './legend.ts';

const panel: Panel = {
  id: 1,
  type: 'timeseries',
  title: 'Requests',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  targets: [{ refId: 'A', legendFormat: '{{method}} {{ route }}' }, { refId: 'B' }],
};

test('a series is called as its legend says, with its own labels', () => {
  const labels = { method: 'GET', route: '/orders' };
  expect(nameOf({ refId: 'A', labels, values: [] }, panel)).toBe('GET /orders');
});

test('without a legend it is called by its labels, without those like its panel', () => {
  expect(nameOf({ refId: 'B', labels: { service: 'orders' }, values: [] }, panel)).toBe('orders');
  expect(nameOf({ refId: 'B', labels: {}, values: [] }, panel)).toBe('Requests');
});

test('the last value is the last that there is', () => {
  expect(lastOf([1, 2, null])).toBe(2);
  expect(lastOf([null])).toBeNull();
});
