import { type CircuitBreakerPolicy, CircuitState } from 'cockatiel';
import { createGauge } from './create-metric.ts';
import type { Metrics } from './metrics.ts';

const BREAKERS = {
  name: 'http_client_circuit_breakers',
  help: 'Breakers of calls to other services, by their state.',
  labels: { service_peer_name: null, state: null },
} as const;

const STATES = {
  closed: [CircuitState.Closed],
  'half-open': [CircuitState.HalfOpen],
  open: [CircuitState.Open, CircuitState.Isolated],
} as const;

/** By registry, all breakers of the process: there may be several to one upstream. */
const breakersOf = new WeakMap<Metrics, Map<string, CircuitBreakerPolicy[]>>();

export const measureBreaker = (metrics: Metrics, upstream: string, breaker: CircuitBreakerPolicy): void => {
  const all = breakersOf.get(metrics) ?? new Map<string, CircuitBreakerPolicy[]>();
  breakersOf.set(metrics, all);
  all.set(upstream, [...(all.get(upstream) ?? []), breaker]);
  createGauge(metrics, BREAKERS, (gauge) => {
    for (const [service_peer_name, breakers] of all) {
      for (const [state, known] of Object.entries(STATES)) {
        const count = breakers.filter((one) => (known as readonly CircuitState[]).includes(one.state)).length;
        gauge.set({ service_peer_name, state }, count);
      }
    }
  });
};
