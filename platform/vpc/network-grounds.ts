import type { Grounds } from '../local/instance/grounds.ts';
import type { InstancePaths } from '../local/instance/paths.ts';
import type { Topology } from '../topology-types.ts';
import { applyRules, joinHosts } from './build-network.ts';
import { inNetwork } from './enter.ts';
import { hostsIn, layOut } from './lay-out.ts';
import type { Network } from './network.ts';
import { hostsFileOf, keepNetwork } from './network-file.ts';

/** The places in a private network that is there; more are made when more is to run. */
export const networkGrounds = (options: {
  readonly network: Network;
  readonly topology: Topology;
  readonly paths: InstancePaths;
  readonly port: number;
}): Grounds => {
  const { topology, paths, port } = options;
  let { network } = options;
  return {
    hostOf: (name) => hostsIn(network)(name),
    place: (spec) => inNetwork(network, spec, hostsFileOf(paths.run)),
    makeRoom: async (part, number) => {
      const brokers = network.hosts.filter(({ name }) => /^kafka-\d+$/.test(name)).length;
      const scale = { brokers, replicas: { [part]: number } };
      const grown = layOut(topology, port, scale, network);
      const added = grown.network.hosts.slice(network.hosts.length);
      if (added.length === 0) return;
      await joinHosts(grown.network, added);
      await applyRules(grown.network, grown.connections);
      keepNetwork(paths.run, grown.network);
      network = grown.network;
    },
  };
};
