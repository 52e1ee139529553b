import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Address } from '../../addresses.ts';
import { Failure } from '../instance/failure.ts';
import { holderOf } from '../instance/lock.ts';
import type { InstancePaths } from '../instance/paths.ts';
import { defaultPort } from '../instance/ports.ts';
import type { RefusalAnswer, SystemStatus, TargetAnswer, TargetRequest } from './protocol.ts';

export const controlTokenFile = ({ secrets }: InstancePaths) => join(secrets, 'control-token');

/** Talks to the running instance. Every call throws a Failure when there is none or when it refuses. */
export const controlClient = (options: {
  readonly paths: InstancePaths;
  readonly address: Address;
  readonly port: number;
}) => {
  const call = async <Answer>(
    method: 'GET' | 'POST',
    path: string,
    body?: TargetRequest,
  ): Promise<Answer> => {
    if (!holderOf(options.paths.run)) throw notRunning(options.port);
    const { status, text } = await send(options, method, path, body).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') throw notRunning(options.port);
      if (error instanceof Failure) throw error;
      throw new Failure(`The running system does not answer (${error.code ?? error.message}).`, {
        cause: error,
      });
    });
    const answer: unknown = JSON.parse(text);
    if (status !== 200) throw new Failure((answer as RefusalAnswer).error);
    return answer as Answer;
  };
  return {
    status: () => call<SystemStatus>('GET', '/status'),
    start: (target: string) => call<TargetAnswer>('POST', '/start', { target }),
    stop: (target: string) => call<TargetAnswer>('POST', '/stop', { target }),
    kill: (target: string, signal: string) => call<TargetAnswer>('POST', '/kill', { target, signal }),
    freeze: (target: string) => call<TargetAnswer>('POST', '/freeze', { target }),
    thaw: (target: string) => call<TargetAnswer>('POST', '/thaw', { target }),
    scale: (target: string, replicas: number) => call<TargetAnswer>('POST', '/scale', { target, replicas }),
    roll: (target: string) => call<TargetAnswer>('POST', '/roll', { target }),
    shutDown: () => call<TargetAnswer>('POST', '/stop', {}),
  };
};

export type ControlClient = ReturnType<typeof controlClient>;

export const notRunning = (port: number) =>
  new Failure(
    port === defaultPort
      ? 'The system is not running: start it with `npm start`.'
      : `The system on port ${port} is not running: start it with \`npm start -- --port ${port}\`.`,
  );

const readToken = (paths: InstancePaths): string => {
  try {
    return readFileSync(controlTokenFile(paths), 'utf8').trim();
  } catch (error) {
    throw new Failure(
      `${controlTokenFile(paths)} cannot be read: run this as the user who started the system.`,
      { cause: error },
    );
  }
};

const send = (
  options: { readonly paths: InstancePaths; readonly address: Address },
  method: string,
  path: string,
  body: TargetRequest | undefined,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      { ...options.address, method, path, headers: { authorization: `Bearer ${readToken(options.paths)}` } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.once('error', reject);
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
