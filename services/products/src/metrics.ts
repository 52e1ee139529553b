import { createCounter, createGauge, type Metrics } from '@fondaco/chassis/service';
import { productsMetrics } from '@fondaco/contracts/telemetry/products';

export type ProductMetrics = ReturnType<typeof createProductMetrics>;

/** What the shop wants to know of its catalogue and stock, whichever process it went through. */
export const createProductMetrics = (metrics: Metrics) => {
  const reservations = createCounter(metrics, productsMetrics.reservations);
  const changes = createCounter(metrics, productsMetrics.changes);
  const held = createGauge(metrics, productsMetrics.held);
  const oldestHeld = createGauge(metrics, productsMetrics.oldestHeld);
  const imported = createCounter(metrics, productsMetrics.imported);

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
