import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections that were busy when closing began stay open, idle, until somebody closes them; and those on which
 * nothing was ever said are none of the idle ones that Node closes. Clients open such ones in reserve.
 */
export const idleConnectionsOf = (server: Server): { close(): void } => {
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    close: () => {
      server.closeIdleConnections();
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
    },
  };
};
