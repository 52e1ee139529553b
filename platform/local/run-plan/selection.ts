import type { Topology } from '../../topology-types.ts';
import { Failure } from '../instance/failure.ts';

/** What of the system is to run. */
export type Selection = {
  /** The services, BFFs and interfaces that run. Topics and consumer groups are all there. */
  readonly topology: Topology;
  readonly brokers: boolean;
  readonly prometheus: boolean;
  readonly alertmanager: boolean;
  /** Where it is installed. */
  readonly grafana: boolean;
};

const monitoring = ['prometheus', 'alertmanager', 'grafana'];

/** The names that `--only` takes. */
export const selectable = (topology: Topology): string[] => [
  ...Object.keys(topology.services),
  ...Object.keys(topology.edge),
  ...Object.keys(topology.interfaces),
  ...monitoring,
];

/**
 * The parts that were named and all that they need to do their work; everything when none were, Grafana only where
 * it is installed.
 */
export const selectParts = (
  topology: Topology,
  only: readonly string[] = [],
  installed: { readonly grafana: boolean } = { grafana: false },
): Selection => {
  const known = selectable(topology);
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Failure(`There is no part called ${unknown.join(', ')}: choose from ${known.join(', ')}.`, {
      exitCode: 2,
    });
  if (only.length === 0)
    return { topology, brokers: true, prometheus: true, alertmanager: true, ...installed };

  const wanted = new Set(only);
  // A set goes on to what is added to it while it is walked through.
  for (const name of wanted) for (const needed of needsOf(topology, name)) wanted.add(needed);
  const services = pick(topology.services, wanted);
  return {
    topology: {
      ...topology,
      services,
      edge: pick(topology.edge, wanted),
      interfaces: pick(topology.interfaces, wanted),
    },
    brokers: Object.keys(services).some((name) => usesBrokers(topology, name)),
    prometheus: wanted.has('prometheus'),
    alertmanager: wanted.has('alertmanager'),
    grafana: wanted.has('grafana'),
  };
};

/** Whether a service publishes or consumes anything. */
export const usesBrokers = (topology: Topology, service: string): boolean =>
  Object.values(topology.topics).some(({ owner }) => owner === service) ||
  Object.values(topology.consumers).some((group) => group.service === service);

const needsOf = (topology: Topology, name: string): readonly string[] => {
  const bff = topology.interfaces[name]?.bff;
  return [
    ...(topology.services[name]?.calls ?? topology.edge[name]?.calls ?? []),
    ...(bff === undefined ? [] : [bff]),
    ...(topology.edge[name]?.observes || name === 'grafana' ? ['prometheus'] : []),
  ];
};

const pick = <T>(all: Readonly<Record<string, T>>, wanted: ReadonlySet<string>): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)));
