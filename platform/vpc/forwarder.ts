/**
 * Runs in the outside's namespace with listening sockets of the machine's own: what a browser on this machine asks
 * of a loopback port goes to the address that the port stands for, as if the browser were outside.
 */
import { connect, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Address } from '../addresses.ts';

/** What comes with each socket. */
export type ForwardedPort = { readonly to: Address };

process.on('message', ({ to }: ForwardedPort, server: Server) => {
  // It is made anew on its way here, and loses what it was told.
  Object.assign(server, { allowHalfOpen: true });
  server.on('connection', (from) => join(from, connect({ ...to, noDelay: true, allowHalfOpen: true })));
});
// Nothing is left to do without the one who opened the sockets.
process.on('disconnect', () => process.exit(0));

/** Each direction ends by itself, with all that was sent: one that is over says nothing about the other. */
const join = (from: Socket, to: Socket): void => {
  from.setNoDelay(true);
  const broken = (error: Error | null | undefined) => {
    if (!error) return;
    from.destroy();
    to.destroy();
  };
  pipeline(from, to, broken);
  pipeline(to, from, broken);
};
