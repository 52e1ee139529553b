import type { Panel } from '@fondaco/contracts/http/backoffice-bff';
import { expect, test } from 'vitest';
import { tableOf } from './table-rows.ts';

const panel: Panel = {
  id: 1,
  type: 'table',
  title: 'Services',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  transformations: [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        indexByName: { service: 0, 'Value #Requests': 1, 'Value #p99': 2 },
        renameByName: { service: 'Service', 'Value #Requests': 'Requests', 'Value #p99': 'p99' },
      },
    },
  ],
  fieldConfig: {
    defaults: {},
    overrides: [
      { matcher: { id: 'byName', options: 'Requests' }, properties: [{ id: 'unit', value: 'reqps' }] },
      {
        matcher: { id: 'byName', options: 'p99' },
        properties: [
          { id: 'unit', value: 's' },
          {
            id: 'thresholds',
            value: {
              mode: 'absolute',
              steps: [
                { value: null, color: 'green' },
                { value: 0.3, color: 'orange' },
              ],
            },
          },
        ],
      },
    ],
  },
};
const series = (refId: string, service: string, value: number | null) => ({
  refId,
  labels: { service },
  values: [value],
});

test('what the expressions say of the same labels stands in one row, in its own unit', () => {
  const table = tableOf(panel, {
    id: 1,
    failed: false,
    series: [
      series('Requests', 'users', 2),
      series('Requests', 'orders', 12.34),
      series('p99', 'orders', 0.4),
    ],
  });
  expect(table.columns).toEqual(['Service', 'Requests', 'p99']);
  expect(table.rows.map((row) => row.map(({ text }) => text))).toEqual([
    ['orders', '12.3/s', '400 ms'],
    ['users', '2/s', '–'],
  ]);
  expect(table.rows[0]?.[2]?.level).toBe('warn');
});
