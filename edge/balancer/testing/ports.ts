import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { Address } from '../../../platform/addresses.ts';

/** So many loopback addresses that nothing listens on. */
export const freeAddresses = async (count: number): Promise<Address[]> => {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports.map((port) => ({ host: '127.0.0.1', port }));
};
