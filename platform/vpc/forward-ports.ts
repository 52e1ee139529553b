import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Address } from '../addresses.ts';
import { portTaken } from '../local/instance/free-ports.ts';
import { enterNamespace } from './enter.ts';

/** A loopback port of this machine, and where outside the private network it leads. */
export type Forward = { readonly from: Address; readonly to: Address; readonly what: string };

/**
 * Opens the ports here, and lets a process in the namespace connect to what they stand for: a listening socket
 * stays where it was opened. Nothing else of this machine is joined to the network. Throws a Failure when a port
 * is taken.
 */
export const forwardPorts = async (
  namespace: string,
  forwards: readonly Forward[],
  port: number,
): Promise<{ close(): void }> => {
  const servers = await Promise.all(forwards.map(({ from, what }) => listen(from, what, port)));
  const [command = '', ...words] = enterNamespace(namespace);
  const child = spawn(command, [...words, process.execPath, join(import.meta.dirname, 'forwarder.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C is for the one that stops everything in order, and this last.
    detached: true,
  });
  await once(child, 'spawn');
  for (const [index, { to }] of forwards.entries())
    child.send({ to }, servers[index], (error) => {
      if (error) process.stderr.write(`A port could not be forwarded: ${error.message}\n`);
      servers[index]?.close();
    });
  return { close: () => child.disconnect() };
};

const listen = async (address: Address, what: string, port: number): Promise<Server> => {
  const server = createServer();
  server.listen({ ...address, exclusive: true });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw portTaken({ address, by: what }, error.code, port);
  });
  return server;
};
