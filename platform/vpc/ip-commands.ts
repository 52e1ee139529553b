import type { Host, Network } from './network.ts';

/** Interface names may have 15 characters, too few for those of the parts. */
const routerLink = (network: Network, host: Host): string => `host${network.hosts.indexOf(host)}`;

/** A line for `ip -batch -` that makes a namespace. */
export const addNamespace = (namespace: string): string => `netns add ${namespace}`;

/**
 * Lines for `ip -batch -` that make a host's namespace and join it with the router by a link of its own.
 * A host knows its own address alone (/32) and sends all else to the router: there is no neighbour that it could
 * reach past the router's rules, not even in its own subnet.
 */
export const addHost = (network: Network, host: Host): readonly string[] => [
  addNamespace(host.namespace),
  `link add ${routerLink(network, host)} netns ${network.router} type veth peer name eth0 netns ${host.namespace}`,
];

/** Lines for `ip -batch -` inside the router. */
export const setUpRouterSide = (network: Network, host: Host): readonly string[] => [
  `address add ${network.gatewayAddress}/32 dev ${routerLink(network, host)}`,
  `link set ${routerLink(network, host)} up`,
  `route add ${host.address}/32 dev ${routerLink(network, host)}`,
];

/** Lines for `ip -batch -` inside the host. */
export const setUpHost = (network: Network, host: Host): readonly string[] => [
  'link set lo up',
  `address add ${host.address}/32 dev eth0`,
  'link set eth0 up',
  `route add ${network.gatewayAddress} dev eth0 scope link`,
  `route add default via ${network.gatewayAddress} dev eth0`,
];

/** Lines for `ip -batch -`. A link goes with either of its namespaces, a namespace with its last process. */
export const removeNamespaces = (namespaces: readonly string[]): readonly string[] =>
  namespaces.map((namespace) => `netns delete ${namespace}`);
