import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type InstancePaths, instancePaths } from '../../platform/local/instance/paths.ts';
import { allocatePorts, type LocalAddresses } from '../../platform/local/instance/ports.ts';
import { topology } from '../../topology.ts';

export const repository = join(import.meta.dirname, '../..');

export type CommandResult = { code: number; stdout: string; stderr: string };

/** A whole Fondaco of its own, started as a user would start it. */
export type System = {
  readonly port: number;
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly paths: InstancePaths;
  readonly addresses: LocalAddresses;
  /** PEM file of the instance's own certificate authority. */
  readonly authority: string;
  /** What `npm start` has printed so far. */
  printed(): string;
  /** Runs a command against it, as from another terminal. */
  fondaco(...args: string[]): Promise<CommandResult>;
  /** The same without waiting for its end. */
  fondacoInBackground(...args: string[]): { child: ChildProcess; result: Promise<CommandResult> };
  /** Ctrl-C, and wait for the end. Answers the exit code. */
  stop(): Promise<number>;
  /** `kill -9` of `npm start` itself: what it had started is left to itself. */
  kill(): Promise<void>;
};

const launch = (
  args: readonly string[],
  house = repository,
): { child: ChildProcess; result: Promise<CommandResult> } => {
  const child = spawn(process.execPath, [join(house, 'platform/local/bootstrap.mjs'), ...args], {
    cwd: house,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const result = once(child, 'close').then(([code]) => ({ code: Number(code ?? 128), stdout, stderr }));
  return { child, result };
};

/** Runs `npm run fondaco -- ARGS` to its end. */
export const fondaco = (...args: string[]): Promise<CommandResult> => launch(args).result;

/**
 * Starts an instance at the port and resolves once it says that it is up. Rejects with all that it
 * printed when it ends before.
 */
export const startSystem = async (options: {
  readonly port: number;
  readonly args?: readonly string[];
  /** The folder of the code that is to run: this one, or a copy of it. */
  readonly house?: string;
}): Promise<System> => {
  const { port, house = repository } = options;
  const { child, result } = launch(['start', '--port', String(port), ...(options.args ?? [])], house);
  let printed = '';
  const up = new Promise<void>((resolve) => {
    const read = (text: string): void => {
      printed += stripVTControlCharacters(text);
      if (printed.includes('Fondaco is up')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
  });
  const ended = result.then(({ code }) => {
    throw new Error(`npm start ended with ${code} before it was up:\n${printed}`);
  });
  await Promise.race([up, ended]);
  ended.catch(() => undefined);
  const paths = instancePaths(house, port);
  return {
    port,
    origin: `https://localhost:${port}`,
    paths,
    authority: join(paths.conf, 'authority.crt'),
    addresses: allocatePorts(port, topology, { brokers: 1, replicas: {} }),
    printed: () => printed,
    fondaco: (...args) => launch([...args, '--port', String(port)], house).result,
    fondacoInBackground: (...args) => launch([...args, '--port', String(port)], house),
    stop: async () => {
      child.kill('SIGINT');
      return (await result).code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};
