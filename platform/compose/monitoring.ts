import { basename } from 'node:path';
import { ALERTMANAGER, GATEWAY, GRAFANA, PROMETHEUS, TRACE_COLLECTOR } from '../edges.ts';
import { renderGrafana } from '../observability/grafana/render.ts';
import { renderPrometheus } from '../observability/prometheus/render.ts';
import { ruleFiles } from '../observability/prometheus/rules.ts';
import type { Topology } from '../topology-types.ts';
import { composeAddresses, everywhere, PUBLIC_PORT } from './addresses.ts';
import { configName, hardened, healthy } from './container.ts';
import { images } from './images.ts';
import { networksOf } from './networks.ts';
import { mountedSecrets, SECRETS } from './secrets.ts';

const RULES = '/etc/prometheus/rules';

const SCRAPE_INTERVAL_SECONDS = 5;

export const prometheusConfiguration = (topology: Topology): string =>
  renderPrometheus(composeAddresses(topology), {
    ruleFiles: ruleFiles().map((path) => `${RULES}/${basename(path)}`),
    scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
    discovery: 'dns',
    publicUrl: `https://${GATEWAY}:${PUBLIC_PORT}/`,
  });

/** What the back office's BFF is told of the same. */
export const observation = {
  SCRAPE_INTERVAL_SECONDS: String(SCRAPE_INTERVAL_SECONDS),
} as const;

const DASHBOARDS = '/etc/fondaco/dashboards';

/** Grafana's files, by their paths below /etc/grafana. */
export const grafanaConfiguration = (topology: Topology): Readonly<Record<string, string>> => {
  const { prometheus, alertmanager, grafana } = composeAddresses(topology);
  const { adminPassword, secretKey } = mountedSecrets(topology).grafana;
  return renderGrafana({
    listen: everywhere(grafana),
    prometheus,
    alertmanager,
    scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
    dashboards: DASHBOARDS,
    data: '/var/lib/grafana',
    logs: '/var/lib/grafana/log',
    provisioning: '/etc/grafana/provisioning',
    adminPasswordFile: adminPassword.path,
    secretKeyFile: secretKey.path,
  });
};

const ready = (port: number, path: string) =>
  healthy(['wget', '-qO', '/dev/null', `http://127.0.0.1:${port}${path}`], 20);

export const monitoringContainers = (topology: Topology) => ({
  [PROMETHEUS]: hardened(
    {
      image: images.prometheus,
      // `nobody` of the image.
      user: '65534:65534',
      command: [
        '--config.file=/etc/prometheus/prometheus.yml',
        '--storage.tsdb.path=/prometheus',
        '--storage.tsdb.retention.time=7d',
        '--log.format=json',
      ],
      configs: [{ source: 'prometheus.yml', target: '/etc/prometheus/prometheus.yml' }],
      volumes: ['prometheus:/prometheus', `../observability/prometheus/rules:${RULES}:ro`],
      networks: networksOf(topology, PROMETHEUS),
      healthcheck: ready(9090, '/-/ready'),
    },
    { cpus: 1, memory: '512M' },
  ),
  [ALERTMANAGER]: hardened(
    {
      image: images.alertmanager,
      user: '65534:65534',
      command: [
        `--config.file=${SECRETS}/alertmanager.yml`,
        '--storage.path=/alertmanager',
        '--cluster.listen-address=',
        '--log.format=json',
      ],
      secrets: ['alertmanager.yml', 'slack-webhook', 'slack-receiver-webhook'],
      volumes: ['alertmanager:/alertmanager'],
      networks: networksOf(topology, ALERTMANAGER),
      healthcheck: ready(9093, '/-/ready'),
    },
    { cpus: 0.5, memory: '128M' },
  ),
  [GRAFANA]: hardened(
    {
      image: images.grafana,
      user: '472:0',
      // Otherwise also to files, which nobody would read.
      environment: { GF_LOG_MODE: 'console' },
      secrets: ['grafana.admin-password', 'grafana.secret-key'],
      configs: Object.keys(grafanaConfiguration(topology)).map((path) => ({
        source: configName(`grafana/${path}`),
        target: `/etc/grafana/${path}`,
      })),
      volumes: ['grafana:/var/lib/grafana', `../observability/grafana/json:${DASHBOARDS}:ro`],
      tmpfs: ['/tmp:mode=1777,size=64m'],
      networks: networksOf(topology, GRAFANA),
      healthcheck: ready(3000, '/api/health'),
    },
    { cpus: 1, memory: '384M' },
  ),
  // Keeps the last traces in memory: to look at, not to keep.
  [TRACE_COLLECTOR]: hardened(
    {
      image: images.jaeger,
      user: '10001:10001',
      environment: { JAEGER_LISTEN_HOST: '0.0.0.0' },
      tmpfs: ['/tmp:mode=1777,size=64m'],
      networks: networksOf(topology, TRACE_COLLECTOR),
    },
    { cpus: 1, memory: '384M' },
  ),
});
