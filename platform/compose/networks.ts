import { databaseOf, edgesOf, GRAFANA, KAFKA, PROMETHEUS, partsOf, TRACE_COLLECTOR } from '../edges.ts';
import { mailCatcher, paymentSandbox, slackReceiver } from '../local/instance/stand-ins.ts';
import type { Topology } from '../topology-types.ts';

/** What stands here for those outside: their containers are on the public side. */
export const standIns = [paymentSandbox, mailCatcher, slackReceiver] as const;

/**
 * Networks tell containers apart, not ports: the private subnet is one network; of the isolated one each database and the
 * brokers have a network of their own, which only those share that may connect; those who may go out share another.
 */
export const networkNames = (topology: Topology): readonly string[] => [
  'public',
  'private',
  'egress',
  ...isolatedParts(topology).map(isolated),
];

/** Without a way to or from the host and the internet. */
export const isInternal = (network: string): boolean => network !== 'public' && network !== 'egress';

/** The networks of one part of the topology. */
export const networksOf = (topology: Topology, part: string): string[] => {
  if (standIns.some((name) => name === part)) return ['public', 'egress'];
  const parts = partsOf(topology);
  const edges = edgesOf(topology);
  const own = parts[part]?.subnet;
  const connects = (to: string) => edges.some((edge) => edge.from === part && edge.to === to);
  return [
    ...(own === 'public' ? ['public', 'private'] : []),
    ...(own === 'private' && !onlyDatabases(topology, part) ? ['private'] : []),
    ...(edges.some(({ from, to }) => from === part && parts[to]?.subnet === 'outside') ? ['egress'] : []),
    ...isolatedParts(topology)
      .filter((name) => name === part || connects(name))
      .map(isolated),
  ];
};

/** Where whoever works on this machine sees what Slack would be told. */
export const SLACK_PAGE_PORT = 8026;

/** The gateway's container also is where whoever works on this machine looks at the tools, by these ports of loopback. */
export const desk = [
  { name: GRAFANA, port: 3000, to: 3000 },
  { name: PROMETHEUS, port: 9090, to: 9090 },
  { name: TRACE_COLLECTOR, port: 16_686, to: 16_686 },
  { name: mailCatcher, port: 8025, to: 8080 },
  { name: slackReceiver, port: SLACK_PAGE_PORT, to: 8080 },
] as const;

const isolated = (part: string): string => `isolated-${part.replace(/^postgres-/, '')}`;

const isolatedParts = (topology: Topology): string[] => [
  ...Object.keys(topology.services)
    .filter((name) => topology.services[name]?.database)
    .map(databaseOf),
  KAFKA,
];

/** A job that talks with nothing but what keeps data needs no other network. */
const onlyDatabases = (topology: Topology, part: string): boolean => {
  const parts = partsOf(topology);
  const mine = edgesOf(topology).filter(({ from, to }) => from === part || to === part);
  return mine.length > 0 && mine.every(({ to }) => parts[to]?.subnet === 'isolated');
};
