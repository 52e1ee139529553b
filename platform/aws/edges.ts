import {
  ACCESS_LOG_EXPORTER,
  BALANCER,
  databaseOf,
  type Edge,
  edgesOf,
  exporterOf,
  GATEWAY,
  INTERNET,
  KAFKA,
  MACHINE_EXPORTER,
  type Port,
  PROBE_EXPORTER,
  partsOf,
  SET_UP,
} from '../edges.ts';
import type { Topology } from '../topology-types.ts';

export const LOAD_BALANCER = 'load-balancer';
/** Amazon's services that are reached from inside: images, secrets, logs, metrics, traces. */
export const ENDPOINTS = 'vpc-endpoints';
/** By the addresses that Amazon publishes for it: image layers and pictures. */
export const S3 = 's3';
/** CloudFront's servers, which alone may call the load balancer. */
export const CLOUDFRONT = 'cloudfront';
/** Whatever is outside. */
export const ANYWHERE = 'anywhere';

/** A rule of two security groups: what `from` may send, and `to` may take. */
export type CloudEdge = { readonly from: string; readonly to: string; readonly port: number };

export const ports = {
  http: 8080,
  management: 9090,
  status: 8081,
  postgres: 5432,
  /** MSK's for SCRAM and for IAM, both by TLS. */
  kafkaScram: 9096,
  kafkaIam: 9098,
  prometheus: 9090,
  alertmanager: 9093,
  grafana: 3000,
  otlp: 4318,
  https: 443,
  smtp: 465,
  /** Where MSK's brokers show their metrics (open monitoring). */
  metrics: 11_001,
  nginxMetrics: 9113,
  accessLogMetrics: 3903,
} as const;

/** Parts of the topology that are not here, and why. */
export const absent: Readonly<Record<string, string>> = {
  [BALANCER]: 'Service Connect stands where it does: a proxy beside each caller.',
  [exporterOf(BALANCER)]: 'There is no balancer; Service Connect writes its requests to CloudWatch itself.',
  [MACHINE_EXPORTER]:
    'Fargate shows nobody its machines; what a task takes is in Container Insights, disks of databases and brokers in CloudWatch.',
};

/** Parts that run in the task of what they read, at these ports of it: several tasks of one have one each. */
export const inTasks: Readonly<Record<string, { readonly task: string; readonly port: number }>> = {
  [exporterOf(GATEWAY)]: { task: GATEWAY, port: ports.nginxMetrics },
  [ACCESS_LOG_EXPORTER]: { task: GATEWAY, port: ports.accessLogMetrics },
};

/** The topology's edges as this platform has them, and its own. */
export const cloudEdges = (topology: Topology): readonly CloudEdge[] =>
  unique([...edgesOf(topology).flatMap((edge) => renderEdge(edge)), ...ownEdges(topology)]);

const renderEdge = ({ from, to, port }: Edge): CloudEdge[] => {
  // CloudFront stands before the gateway, and a load balancer; plain HTTP ends at CloudFront, which sends it to HTTPS.
  if (from === INTERNET)
    return port === 'https'
      ? [
          { from: CLOUDFRONT, to: LOAD_BALANCER, port: ports.https },
          { from: LOAD_BALANCER, to: GATEWAY, port: ports.http },
          { from: LOAD_BALANCER, to: GATEWAY, port: ports.status },
        ]
      : [];
  // The caller's own proxy spreads its requests over the replicas.
  if (to === BALANCER && port !== 'status')
    return [{ from, to: port.replace(/^http:/, ''), port: ports.http }];
  if (from in absent || to in absent) return [];
  // What a task's containers say to each other leaves it by no door.
  if (from in inTasks) return [];
  const beside = inTasks[to];
  if (beside !== undefined) return [{ from, to: beside.task, port: beside.port }];
  // It asks as anybody outside does: for the shop's public name, which is CloudFront's.
  if (from === PROBE_EXPORTER) return [{ from, to: ANYWHERE, port: ports.https }];
  // Between MSK's brokers lies a network of Amazon's.
  if (from === KAFKA) return [];
  if (to === KAFKA && port === 'kafka')
    return [{ from, to, port: from === SET_UP ? ports.kafkaIam : ports.kafkaScram }];
  if (port === 'smtp' || (port === 'https' && to !== GATEWAY))
    return [{ from, to: ANYWHERE, port: ports[port] }];
  return [{ from, to, port: numberOf(port) }];
};

const numberOf = (port: Port): number => {
  if (port in ports) return ports[port as keyof typeof ports];
  throw new Error(`the cloud has no port for ${port}`);
};

/** Every task fetches its image, its secrets, and sends its logs. */
const ownEdges = (topology: Topology): CloudEdge[] =>
  taskParts(topology).flatMap((from) => [ENDPOINTS, S3].map((to) => ({ from, to, port: ports.https })));

/** What runs as tasks. */
export const taskParts = (topology: Topology): readonly string[] =>
  Object.entries(partsOf(topology))
    .filter(([, { subnet }]) => subnet === 'public' || subnet === 'private')
    .map(([name]) => name)
    .filter((name) => !(name in absent) && !(name in inTasks));

/** Whatever has a security group of its own. */
export const groupNames = (topology: Topology): readonly string[] => [
  LOAD_BALANCER,
  ENDPOINTS,
  KAFKA,
  ...taskParts(topology),
  ...Object.keys(topology.services)
    .filter((name) => topology.services[name]?.database)
    .map(databaseOf),
];

const unique = (edges: readonly CloudEdge[]): readonly CloudEdge[] => [
  ...new Map(edges.map((edge) => [`${edge.from} ${edge.to} ${edge.port}`, edge])).values(),
];
