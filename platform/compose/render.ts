import { stringify } from 'yaml';
import type { Topology } from '../topology-types.ts';
import { configName } from './container.ts';
import { brokerContainers, databaseContainers } from './data.ts';
import { exporterContainers, probeConfiguration } from './exporters.ts';
import { grafanaConfiguration, monitoringContainers, prometheusConfiguration } from './monitoring.ts';
import { isInternal, networkNames } from './networks.ts';
import { accessLogsVolume, balancerConfiguration, gatewayConfiguration, nginxContainers } from './nginx.ts';
import { ownContainers } from './services.ts';

const NOTE = '# Rendered from topology.ts by `node platform/compose/main.ts render`: change it there.\n';

/** Files that are mounted as they are, by name: below conf/ but for the one that the local platform has, too. */
const configurations = (topology: Topology): Record<string, string> => ({
  'gateway.conf': gatewayConfiguration(topology),
  'balancer.conf': balancerConfiguration(topology),
  'prometheus.yml': prometheusConfiguration(topology),
  'probes.yml': `${probeConfiguration()}\n`,
  ...Object.fromEntries(
    Object.entries(grafanaConfiguration(topology)).map(([path, text]) => [`grafana/${path}`, text]),
  ),
});

/** Every committed file of this platform, by its path from here. */
export const renderCompose = (topology: Topology): Readonly<Record<string, string>> => {
  const files = configurations(topology);
  return {
    'compose.yaml': NOTE + stringify(composeFile(topology), { lineWidth: 0, aliasDuplicateObjects: false }),
    // Not in the file itself, where older engines and schemas refuse it.
    '.env': `${NOTE}COMPOSE_PROJECT_NAME=fondaco\n`,
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`conf/${name}`, NOTE + text])),
  };
};

const composeFile = (topology: Topology) => {
  const services = {
    ...databaseContainers(topology),
    ...brokerContainers(topology),
    ...ownContainers(topology),
    ...nginxContainers(topology),
    ...monitoringContainers(topology),
    ...exporterContainers(topology),
  };
  const all = Object.values(services) as { volumes?: readonly string[]; secrets?: readonly string[] }[];
  const volumes = all.flatMap((container) => container.volumes ?? []).map((text) => text.split(':')[0] ?? '');
  const secrets = all.flatMap((container) => container.secrets ?? []);
  return {
    services,
    networks: Object.fromEntries(
      networkNames(topology).map((name) => [name, isInternal(name) ? { internal: true } : {}]),
    ),
    volumes: Object.fromEntries(
      unique(volumes.filter((name) => !name.startsWith('.'))).map((name) => [
        name,
        name === 'access-logs' ? accessLogsVolume : {},
      ]),
    ),
    secrets: Object.fromEntries(unique(secrets).map((name) => [name, { file: `./secrets/${name}` }])),
    configs: {
      ...Object.fromEntries(
        Object.keys(configurations(topology)).map((path) => [configName(path), { file: `./conf/${path}` }]),
      ),
      'kafka-log4j2.xml': { file: '../local/kafka/log4j2.xml' },
      'queries.yml': { file: '../observability/postgres-exporter/queries.yml' },
    },
  };
};

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
