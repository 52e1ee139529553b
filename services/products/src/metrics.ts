import type { Metrics } from '@fondaco/chassis/service';
import { Counter, Gauge } from '@prometheus-io/client';

export type ProductMetrics = ReturnType<typeof createProductMetrics>;

/** What the shop wants to know of its catalogue and stock, whichever process it went through. */
export const createProductMetrics = (metrics: Metrics) => {
  const reservations = new Counter({
    name: 'reservations_total',
    help: 'Orders that stock was asked for, by whether all of it was there.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });
  const changes = new Counter({
    name: 'reservation_changes_total',
    help: 'Reserved units that left with a shipment or came back, counted by event.',
    labelNames: ['reason'] as const,
    registers: [metrics],
  });
  const held = new Gauge({
    name: 'stock_reservations_held',
    help: 'Reservations of which units are still to ship or to come back.',
    registers: [metrics],
  });
  const oldestHeld = new Gauge({
    name: 'stock_oldest_reservation_age_seconds',
    help: 'Age of the oldest reservation that is held, 0 when there is none.',
    registers: [metrics],
  });
  const imported = new Counter({
    name: 'products_imported_rows_total',
    help: 'Rows of imports, by what came of them.',
    labelNames: ['outcome'] as const,
    registers: [metrics],
  });

  return {
    reserved: (outcome: 'accepted' | 'refused') => reservations.inc({ outcome }),
    changed: (reason: 'release' | 'shipment') => changes.inc({ reason }),
    held: (count: number, oldestSeconds: number) => {
      held.set(count);
      oldestHeld.set(oldestSeconds);
    },
    imported: (counts: Readonly<Record<'added' | 'changed' | 'unchanged' | 'rejected', number>>) => {
      for (const [outcome, count] of Object.entries(counts)) imported.inc({ outcome }, count);
    },
  };
};
