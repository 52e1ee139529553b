import type { Subnet } from '../edges.ts';

/** One process's place in the network: a namespace of its own with one address. */
export type Host = {
  /** The process: `orders-1`, `postgres-orders`, `kafka-1`. */
  readonly name: string;
  readonly subnet: Subnet;
  /** `fondaco-8443-orders-1` */
  readonly namespace: string;
  /** IPv4. */
  readonly address: string;
};

export type Network = {
  /** What joins all hosts. Every packet between two of them crosses it, also within one subnet. */
  readonly router: string;
  /** The router's address as every host sees it; link-local, since nothing else is said to it. */
  readonly gatewayAddress: string;
  readonly hosts: readonly Host[];
};

/**
 * Addresses of the subnets: RFC 1918 for the private network, and for the outside a range that RFC 2544 keeps
 * for tests, so that neither can be a network that this machine is in for another reason. They may be the same
 * in several instances: none of them is seen outside its own router.
 */
export const subnets: Readonly<Record<Subnet, `${number}.${number}.${number}`>> = {
  outside: '198.18.0',
  public: '10.77.0',
  private: '10.77.1',
  isolated: '10.77.2',
};

const firstHost = 10;
const lastHost = 254;

/** What is to have a place in a network. */
export type Newcomer = { readonly name: string; readonly subnet: Subnet };

/** Every part's host, in the order given. Throws RangeError when a subnet is full. */
export const planNetwork = (instance: string, parts: readonly Newcomer[]): Network =>
  extendNetwork({ router: `${instance}-router`, gatewayAddress: '169.254.1.1', hosts: [] }, instance, parts);

/** The network with hosts for those that have none yet; whoever has one keeps it. */
export const extendNetwork = (network: Network, instance: string, parts: readonly Newcomer[]): Network => {
  const hosts = [...network.hosts];
  for (const { name, subnet } of parts) {
    if (hosts.some((host) => host.name === name)) continue;
    const number = firstHost + hosts.filter((host) => host.subnet === subnet).length;
    if (number > lastHost) throw new RangeError(`There is no room in the ${subnet} subnet for ${name}.`);
    hosts.push({ name, subnet, namespace: `${instance}-${name}`, address: `${subnets[subnet]}.${number}` });
  }
  return { ...network, hosts };
};

/** Throws when the network has no such host. */
export const hostOf = ({ hosts }: Network, name: string): Host => {
  const host = hosts.find((one) => one.name === name);
  if (!host) throw new Error(`${name} has no place in the network.`);
  return host;
};
