import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createHttpCall,
  createLogger,
  createMetrics,
  createServiceTokenSigner,
  UpstreamProblem,
  UpstreamUnavailable,
} from '@fondaco/chassis/service';
import { parkedMessagesClient } from '@fondaco/contracts/http/parked-messages';
import { Failure } from '../../instance/failure.ts';
import type { OperatorContext } from '../operator-context.ts';

/** A retry answers after ten seconds of work, and what it has begun. */
const DEADLINE_MS = 30_000;

/** Asks a service about its parked messages as the operator. Throws a Failure when it refuses or is away. */
export const askService = async <Answer>(
  { addresses, paths }: OperatorContext,
  service: string,
  ask: (messages: ReturnType<typeof parkedMessagesClient>) => Promise<Answer>,
): Promise<Answer> => {
  const address = addresses.services[service];
  if (!address) throw new Failure(`This system has no ${service}.`);
  const key = await readFile(join(paths.secrets, 'operator.service-key.json'), 'utf8');
  const call = createHttpCall({
    upstream: service,
    baseUrl: `http://${address.host}:${address.port}`,
    sign: createServiceTokenSigner({ service: 'operator', key: JSON.parse(key) }),
    deadlineMs: DEADLINE_MS,
    metrics: createMetrics({ service: 'operator', instance: 'operator' }),
    log: createLogger({
      service: 'operator',
      instance: 'operator',
      level: 'fatal',
      destination: { write: () => undefined },
    }),
  });
  try {
    return await ask(parkedMessagesClient(call));
  } catch (error) {
    throw inWords(service, error);
  } finally {
    await call.close();
  }
};

const inWords = (service: string, error: unknown): unknown => {
  if (error instanceof UpstreamProblem) {
    const { code, title, detail } = error.problem;
    return new Failure(`${service} refused: ${String(detail ?? title)} (${code})`, { cause: error });
  }
  if (error instanceof UpstreamUnavailable)
    return new Failure(
      `${service} does not answer: see \`npm run fondaco -- status\`, and try again; what it has done stays done.`,
      { cause: error },
    );
  return error;
};
