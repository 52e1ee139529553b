import type { Network } from './network.ts';

/** Interface names may have 15 characters, too few for those of the parts. */
const routerLink = (index: number): string => `host${index}`;

/**
 * Lines for `ip -batch -` that make the namespaces and join each host with the router by a link of its own.
 * A host knows its own address alone (/32) and sends all else to the router: there is no neighbour that it could
 * reach past the router's rules, not even in its own subnet.
 */
export const makeNetwork = ({ router, gatewayAddress, hosts }: Network): readonly string[] => [
  `netns add ${router}`,
  ...hosts.map(({ namespace }) => `netns add ${namespace}`),
  ...hosts.map(
    ({ namespace }, index) =>
      `link add ${routerLink(index)} netns ${router} type veth peer name eth0 netns ${namespace}`,
  ),
];

/** Lines for `ip -batch -` inside the router. */
export const setUpRouter = ({ gatewayAddress, hosts }: Network): readonly string[] => [
  'link set lo up',
  ...hosts.flatMap(({ address }, index) => [
    `address add ${gatewayAddress}/32 dev ${routerLink(index)}`,
    `link set ${routerLink(index)} up`,
    `route add ${address}/32 dev ${routerLink(index)}`,
  ]),
];

/** Lines for `ip -batch -` inside one host. */
export const setUpHost = (address: string, gatewayAddress: string): readonly string[] => [
  'link set lo up',
  `address add ${address}/32 dev eth0`,
  'link set eth0 up',
  `route add ${gatewayAddress} dev eth0 scope link`,
  `route add default via ${gatewayAddress} dev eth0`,
];

/** Lines for `ip -batch -`. A link goes with either of its namespaces, a namespace with its last process. */
export const removeNetwork = (namespaces: readonly string[]): readonly string[] =>
  namespaces.map((namespace) => `netns delete ${namespace}`);
