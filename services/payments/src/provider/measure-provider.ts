import { inSpan, SpanKind } from '@fondaco/chassis/tracing';
import { type PaymentProvider, ProviderRefused, ProviderUnavailable } from './payment-provider.ts';

const MEASURED = ['authorise', 'find', 'read', 'capture', 'void', 'refund', 'changes'] as const;

export type ObserveProvider = (
  asked: { readonly provider: string; readonly operation: string; readonly outcome: string },
  seconds: number,
) => void;

/** The same provider, with one sample and one span for each request: how long it took and what came of it. */
export const measureProvider = <Provider extends PaymentProvider>(
  provider: Provider,
  observe: ObserveProvider,
): Provider => {
  const measured =
    <Arguments extends unknown[], Answer>(operation: string, ask: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      const startedAt = performance.now();
      let outcome = 'answered';
      try {
        const attributes = { 'service.peer.name': provider.name };
        return await inSpan(`${provider.name} ${operation}`, { kind: SpanKind.CLIENT, attributes }, () =>
          ask(...given),
        );
      } catch (error) {
        outcome = outcomeOf(error);
        throw error;
      } finally {
        const seconds = (performance.now() - startedAt) / 1000;
        observe({ provider: provider.name, operation, outcome }, seconds);
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
