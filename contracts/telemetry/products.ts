import type { Metrics } from './metric.ts';

/** What Products says of itself. */
export const productsMetrics = {
  reservations: {
    name: 'reservations_total',
    type: 'counter',
    unit: 'count',
    help: 'Orders that stock was asked for, by whether all of it was there.',
    labels: { outcome: ['accepted', 'refused'] },
  },
  changes: {
    name: 'reservation_changes_total',
    type: 'counter',
    unit: 'count',
    help: 'Reserved units that left with a shipment or came back, counted by event.',
    labels: { reason: ['release', 'shipment'] },
  },
  held: {
    name: 'stock_reservations_held',
    type: 'gauge',
    unit: 'count',
    help: 'Reservations of which units are still to ship or to come back. The same on every replica.',
    labels: {},
  },
  oldestHeld: {
    name: 'stock_oldest_reservation_age_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest reservation that is held, 0 when there is none. The same on every replica.',
    labels: {},
  },
  imported: {
    name: 'products_imported_rows_total',
    type: 'counter',
    unit: 'count',
    help: 'Rows of imports, by what came of them.',
    labels: { outcome: ['added', 'changed', 'unchanged', 'rejected'] },
  },
  uploads: {
    name: 'images_uploaded_total',
    type: 'counter',
    unit: 'count',
    help: 'Files that were uploaded as images, by what came of them.',
    labels: { outcome: ['added', 'known', 'refused'] },
  },
} as const satisfies Metrics;
