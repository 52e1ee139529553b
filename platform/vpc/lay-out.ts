import { allocatePorts, type HostOf, type LocalAddresses, type Scale } from '../local/instance/ports.ts';
import type { Topology } from '../topology-types.ts';
import { connectionsOf } from './connections.ts';
import { membersOf } from './members.ts';
import { extendNetwork, hostOf, type Network, planNetwork } from './network.ts';
import type { Connection } from './nftables.ts';

export type Layout = { readonly network: Network; readonly connections: readonly Connection[] };

/** The instance's name in the names of namespaces. */
export const instanceName = (port: number): string => `fondaco-${port}`;

export const hostsIn =
  (network: Network): HostOf =>
  (name) =>
    hostOf(network, name).address;

/** A network for so many copies of everything, and who may talk to whom in it. */
export const layOut = (topology: Topology, port: number, scale: Scale, before?: Network): Layout => {
  const newcomers = membersOf(topology, allocatePorts(port, topology, scale));
  const network = before
    ? extendNetwork(before, instanceName(port), newcomers)
    : planNetwork(instanceName(port), newcomers);
  return {
    network,
    connections: connectionsOf(topology, membersOf(topology, addressesIn(network, topology, port))),
  };
};

/** Where everything that has a place in the network listens. */
export const addressesIn = (network: Network, topology: Topology, port: number): LocalAddresses =>
  allocatePorts(port, topology, scaleOf(network, topology), hostsIn(network));

/** How many copies of everything the network has places for. */
const scaleOf = ({ hosts }: Network, topology: Topology): Scale => {
  const copies = (part: string) => hosts.filter(({ name }) => new RegExp(`^${part}-\\d+$`).test(name)).length;
  const parts = [...Object.keys(topology.services), ...Object.keys(topology.edge)];
  return {
    brokers: copies('kafka'),
    replicas: Object.fromEntries(parts.map((part) => [part, Math.max(1, copies(part))])),
  };
};
