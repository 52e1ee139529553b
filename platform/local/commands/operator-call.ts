import type { HttpCall } from '@fondaco/contracts/http/common';
import { Failure } from '../instance/failure.ts';
import { type OperatorContext, operatorKey } from './operator-context.ts';

/** Asks one service in the operator's name, through the balancer. */
export type OperatorCall = HttpCall & { readonly close: () => Promise<void> };

/** `service` is a name of the topology. Throws a Failure when the system has no such service. */
export const createOperatorCall = async (
  context: OperatorContext,
  service: string,
  options: { readonly deadlineMs?: number } = {},
): Promise<OperatorCall> => {
  const address = context.addresses.services[service];
  if (!address) throw new Failure(`This system has no service called ${service}.`);
  // Loaded only here: a command that asks nobody does not need it.
  const { createHttpCall, createLogger, createMetrics, createServiceTokenSigner } = await import(
    '@fondaco/chassis/service'
  );
  const key = await operatorKey(context);
  return createHttpCall({
    upstream: service,
    baseUrl: `http://${address.host}:${address.port}`,
    sign: createServiceTokenSigner({ service: 'operator', key: JSON.parse(key) }),
    ...options,
    metrics: createMetrics(),
    log: createLogger({
      service: 'operator',
      instance: 'operator',
      level: 'fatal',
      destination: { write: () => undefined },
    }),
  });
};

/**
 * Lends `work` a call to the service. What the service refuses, and that it does not answer, becomes a Failure
 * of one sentence; `explain` may say it better for problems that it knows, by their code.
 */
export const asOperator = async <T>(
  context: OperatorContext,
  service: string,
  work: (call: HttpCall) => Promise<T>,
  options: { readonly deadlineMs?: number; readonly explain?: (code: string) => string | undefined } = {},
): Promise<T> => {
  const { explain = () => undefined, ...calling } = options;
  const call = await createOperatorCall(context, service, calling);
  const { UpstreamProblem, UpstreamUnavailable } = await import('@fondaco/chassis/service');
  try {
    return await work(call);
  } catch (error) {
    const name = titleOf(service);
    if (error instanceof UpstreamProblem) {
      const { code, title, detail } = error.problem;
      const sentence = explain(code) ?? `${name} refused: ${detail ?? title} (${code})`;
      throw new Failure(sentence, { cause: error });
    }
    if (error instanceof UpstreamUnavailable)
      throw new Failure(`${name} does not answer: see \`npm run fondaco -- status\`, and try again.`, {
        cause: error,
      });
    throw error;
  } finally {
    await call.close();
  }
};

const titleOf = (service: string): string => service.charAt(0).toUpperCase() + service.slice(1);
