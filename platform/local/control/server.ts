import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { constants } from 'node:os';
import type { Address } from '../../addresses.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { Failure } from '../instance/failure.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { SystemStatus, TargetRequest } from './protocol.ts';

export type ControlActions = {
  readonly supervisor: () => Supervisor | undefined;
  /** Once everything is up. */
  readonly fleet: () => Fleet | undefined;
  readonly status: () => Promise<SystemStatus>;
  /** Asks for the end of the whole system; does not wait for it. */
  readonly shutDown: () => void;
};

export class Refused extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/**
 * Listens on the control port, or rejects with the system's error. Only one supervisor can. Until `token` gives
 * one, everybody is refused.
 */
export const openControl = (
  address: Address,
  token: () => string | undefined,
  actions: ControlActions,
): Promise<Server> => {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    try {
      if (!hasToken(request, token())) throw new Refused(401, 'The token is missing or wrong.');
      const route = routes[`${request.method} ${request.url}`];
      if (!route) throw new Refused(404, 'There is no such request.');
      answer(200, await route(actions, await readBody(request)));
    } catch (error) {
      const status = error instanceof Refused ? error.status : error instanceof Failure ? 409 : 500;
      answer(status, { error: error instanceof Error ? error.message : String(error) });
    }
  };
  const server = createServer((request, response) => void handle(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address, exclusive: true }, () => resolve(server));
  });
};

const routes: Record<string, (actions: ControlActions, body: TargetRequest) => Promise<unknown>> = {
  'GET /status': (actions) => actions.status(),
  'POST /start': async (actions, { target }) => {
    const processes = targets(actions, target);
    for (const process of processes) process.start();
    await Promise.all(
      processes.map((process) =>
        process.whenReady(1).catch((error: unknown) => {
          throw new Refused(409, `${error instanceof Error ? error.message : String(error)}.`);
        }),
      ),
    );
    return { processes: processes.map(({ spec }) => spec.name) };
  },
  'POST /stop': async (actions, { target }) => {
    if (target === undefined) {
      actions.shutDown();
      return {
        processes:
          actions
            .supervisor()
            ?.all()
            .map(({ spec }) => spec.name) ?? [],
      };
    }
    const processes = targets(actions, target);
    await Promise.all(processes.map((process) => process.stop()));
    return { processes: processes.map(({ spec }) => spec.name) };
  },
  'POST /kill': async (actions, { target, signal = 'SIGKILL' }) => {
    const processes = targets(actions, target);
    if (!isSignal(signal))
      throw new Refused(400, `${signal} is no signal: give one such as SIGKILL or SIGTERM.`);
    const reached = processes.filter((process) => process.signal(signal));
    if (reached.length === 0) throw new Refused(409, `${target} is not running.`);
    return { processes: reached.map(({ spec }) => spec.name) };
  },
  'POST /freeze': async (actions, { target }) => {
    const reached = targets(actions, target).filter((process) => process.freeze());
    if (reached.length === 0) throw new Refused(409, `${target} is not running.`);
    return { processes: reached.map(({ spec }) => spec.name) };
  },
  'POST /scale': async (actions, { target = '', replicas = 0 }) => ({
    processes: await fleetOf(actions).scale(target, replicas),
  }),
  'POST /roll': async (actions, { target = '' }) => ({ processes: await fleetOf(actions).roll(target) }),
  'POST /thaw': async (actions, { target }) => {
    const reached = targets(actions, target).filter((process) => process.thaw());
    if (reached.length === 0) throw new Refused(409, `${target} is not frozen.`);
    return { processes: reached.map(({ spec }) => spec.name) };
  },
};

const fleetOf = (actions: ControlActions): Fleet => {
  const fleet = actions.fleet();
  if (!fleet) throw new Refused(409, 'The system is not all up yet: wait until it is.');
  return fleet;
};

const targets = (actions: ControlActions, target: string | undefined) => {
  const supervisor = actions.supervisor();
  const found = target === undefined ? [] : (supervisor?.find(target) ?? []);
  if (found.length > 0) return found;
  const known = [...new Set(supervisor?.all().flatMap(({ spec }) => [spec.part, spec.name]))].sort();
  throw new Refused(
    404,
    `There is nothing called ${target ?? '(no name given)'}. These are there: ${known.join(', ') || 'none yet'}.`,
  );
};

const isSignal = (name: string): name is NodeJS.Signals => Object.hasOwn(constants.signals, name);

const hasToken = (request: IncomingMessage, token: string | undefined): boolean => {
  if (!token) return false;
  const expected = Buffer.from(`Bearer ${token}`);
  const given = Buffer.from(request.headers.authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

const largestBody = 4096;

const readBody = async (request: IncomingMessage): Promise<TargetRequest> => {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > largestBody) throw new Refused(413, 'The request is too large.');
  }
  if (text === '') return {};
  const body: unknown = parseJson(text);
  if (typeof body !== 'object' || body === null) throw new Refused(400, 'The request is no JSON object.');
  const { target, signal, replicas } = body as Record<string, unknown>;
  return {
    ...(Number.isInteger(replicas) ? { replicas: Number(replicas) } : {}),
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof signal === 'string' ? { signal } : {}),
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'The request is no JSON.');
  }
};
