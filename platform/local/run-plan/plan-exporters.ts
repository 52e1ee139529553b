import type { Address } from '../../addresses.ts';
import type { Topology } from '../../topology-types.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import { lagExporter } from '../kafka/wanted.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { databaseExporter, exporterProcesses } from './exporter-processes.ts';
import type { PlannedPart } from './plan.ts';
import type { Selection } from './selection.ts';
import { serviceProcess } from './service-process.ts';

type Options = {
  readonly topology: Topology;
  readonly selection: Selection;
  readonly addresses: LocalAddresses;
  readonly paths: InstancePaths;
  readonly secrets: Secrets;
  readonly tls: { readonly authority: string };
  readonly publicOrigin: string;
  readonly tools: Readonly<Record<string, string>>;
};

/** What shows the metrics of others to Prometheus. It waits for what it asks, so that a start raises no alarm. */
export const planExporters = (options: Options): PlannedPart[] => {
  const { selection } = options;
  const databases = Object.keys(selection.topology.services).filter(
    (service) => selection.topology.services[service]?.database,
  );
  return [
    {
      name: 'exporters',
      after: ['balancer', 'gateway', ...databases.map((service) => `postgres-${service}`)],
      prepare: async () => [
        ...(await exporterProcesses(options)),
        ...databases.flatMap((service) => databaseExporter(options, service) ?? []),
      ],
    },
    ...(selection.brokers
      ? [
          {
            name: lagExporter,
            after: ['kafka', 'programs'],
            prepare: async () => lagExporterProcess(options),
          },
        ]
      : []),
  ];
};

const lagExporterProcess = ({ topology, addresses, paths, secrets }: Options): ProcessSpec[] => {
  const { lag } = addresses.exporters;
  if (lag === undefined) return [];
  return [
    serviceProcess({
      paths,
      part: lagExporter,
      replica: { name: lagExporter, http: lag, management: lag },
      environment: lagExporterEnvironment({ topology, addresses, secrets, listen: lag }),
    }),
  ];
};

/** The settings of the lag exporter, which listens at `listen`. */
export const lagExporterEnvironment = ({
  topology,
  addresses,
  secrets,
  listen,
}: Pick<Options, 'topology' | 'addresses' | 'secrets'> & { readonly listen: Address }): Record<
  string,
  string
> => {
  const password = secrets.kafka.services[lagExporter];
  return {
    INSTANCE: lagExporter,
    HTTP_HOST: listen.host,
    MANAGEMENT_PORT: String(listen.port),
    KAFKA_BROKERS: addresses.brokers.map(({ host, port }) => `${host}:${port}`).join(','),
    ...(password && { KAFKA_USERNAME: lagExporter, KAFKA_PASSWORD_FILE: password.path }),
    CONSUMER_GROUPS: JSON.stringify(
      Object.fromEntries(
        Object.entries(topology.consumers).map(([name, { topics, start }]) => [name, { topics, start }]),
      ),
    ),
  };
};
