import { type Edge, edgesOf, INTERNET, type Port, PROMETHEUS } from '../edges.ts';
import type { Topology } from '../topology-types.ts';
import { type Member, SUPERVISOR } from './members.ts';
import type { Connection } from './nftables.ts';

/** What the supervisor asks to know whether a process is ready. Nothing else is allowed to it but to set up and operate. */
const askedWhetherReady: readonly Port[] = [
  'management',
  'status',
  'postgres',
  'kafka',
  'prometheus',
  'alertmanager',
  'grafana',
];

/** The topology's edges between the processes that there are. */
export const connectionsOf = (topology: Topology, members: readonly Member[]): readonly Connection[] => [
  ...edgesOf(topology).flatMap((edge) => between(members, edge)),
  ...askedWhetherReady.flatMap((port) =>
    members.flatMap(({ parts }) => parts.flatMap((to) => between(members, { from: SUPERVISOR, to, port }))),
  ),
  // What stands in for somebody outside shows metrics, which the real one would not, and pages to anybody.
  ...members
    .filter(({ subnet }) => subnet === 'outside')
    .flatMap(({ parts }) => parts)
    .flatMap((to) => [
      ...between(members, { from: PROMETHEUS, to, port: 'management' }),
      ...between(members, { from: INTERNET, to, port: 'http' }),
      ...between(members, { from: INTERNET, to, port: 'https' }),
    ]),
];

const between = (members: readonly Member[], edge: Edge): readonly Connection[] =>
  members
    .filter(({ parts }) => parts.includes(edge.to))
    .flatMap((to) =>
      to.listens
        .filter(({ port }) => port === edge.port)
        .flatMap(({ address }) =>
          members
            .filter(({ name, parts }) => parts.includes(edge.from) && name !== to.name)
            .map((from) => ({ from: from.name, to: to.name, port: address.port })),
        ),
    );
