import type { Topology } from '../../topology-types.ts';
import { maxReplicas } from '../instance/ports.ts';

/**
 * How many replicas a part may have here. Each partition of a topic is read by one member of a group: with more
 * members than the topic with most partitions has, some would have nothing to read.
 */
export const mostReplicas = (
  topology: Topology,
  part: string,
): { readonly count: number; readonly why: string } => {
  const read = Object.values(topology.consumers)
    .filter(({ service }) => service === part)
    .flatMap(({ topics }) => topics)
    .map((name) => topology.topics[name]?.partitions ?? 0);
  const partitions = Math.max(0, ...read);
  return read.length > 0 && partitions < maxReplicas
    ? { count: partitions, why: `the topics that it reads have ${partitions} partitions` }
    : { count: maxReplicas, why: 'an instance has no ports for more' };
};
