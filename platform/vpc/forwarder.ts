/**
 * Runs in the outside's namespace with listening sockets of the machine's own: what a browser on this machine asks
 * of a loopback port goes to the address that the port stands for, as if the browser were outside.
 */
import { connect, type Server, type Socket } from 'node:net';
import type { Address } from '../addresses.ts';

/** What comes with each socket. */
export type ForwardedPort = { readonly to: Address };

process.on('message', ({ to }: ForwardedPort, server: Server) => {
  server.on('connection', (from) => join(from, connect({ ...to, noDelay: true })));
});
// Nothing is left to do without the one who opened the sockets.
process.on('disconnect', () => process.exit(0));

const join = (from: Socket, to: Socket): void => {
  from.setNoDelay(true);
  from.pipe(to).pipe(from);
  const end = () => {
    from.destroy();
    to.destroy();
  };
  for (const socket of [from, to]) socket.once('error', end).once('close', end);
};
