import { Histogram, type Registry } from '@prometheus-io/client';
import { type PaymentProvider, ProviderRefused, ProviderUnavailable } from './payment-provider.ts';

const MEASURED = ['authorise', 'find', 'read', 'capture', 'void', 'refund', 'changes'] as const;

/** Seconds. From the sandbox beside us up to a deadline of ten. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The same provider, with one sample for each request: how long it took and what came of it. */
export const measureProvider = <Provider extends PaymentProvider>(
  provider: Provider,
  metrics: Registry,
): Provider => {
  const duration = new Histogram({
    name: 'payment_provider_duration_seconds',
    help: 'Time of requests to the payment provider, by what was asked and what came of it.',
    labelNames: ['provider', 'operation', 'outcome'] as const,
    buckets: BUCKETS,
    registers: [metrics],
  });
  const measured =
    <Arguments extends unknown[], Answer>(operation: string, ask: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      const startedAt = performance.now();
      let outcome = 'answered';
      try {
        return await ask(...given);
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        const seconds = (performance.now() - startedAt) / 1000;
        duration.observe({ provider: provider.name, operation, outcome }, seconds);
      }
    };
  return {
    ...provider,
    ...Object.fromEntries(
      MEASURED.map((operation) => [
        operation,
        measured(operation, provider[operation] as (...given: unknown[]) => Promise<unknown>),
      ]),
    ),
  };
};

const outcomeOf = (error: unknown): string =>
  error instanceof ProviderUnavailable
    ? 'unavailable'
    : error instanceof ProviderRefused
      ? 'refused'
      : 'failed';
