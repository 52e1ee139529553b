import { topology } from '../../../../topology.ts';

/** In the order of the topology: only those that consume can park anything. */
export const consumingServices = (): string[] => {
  const consuming = new Set<string>(Object.values(topology.consumers).map(({ service }) => service));
  return Object.keys(topology.services).filter((service) => consuming.has(service));
};
