import { block } from '../../edge/balancer/nginx/block.ts';
import type { NginxOptions } from '../../edge/balancer/nginx/main.ts';
import { renderBalancer } from '../../edge/balancer/render.ts';
import { localLimits } from '../../edge/gateway/limits.ts';
import { renderGateway } from '../../edge/gateway/render.ts';
import { BALANCER, GATEWAY } from '../edges.ts';
import { paymentSandbox } from '../local/instance/stand-ins.ts';
import { paymentOrigin } from '../local/run-plan/stand-in-process.ts';
import type { Topology } from '../topology-types.ts';
import {
  composeAddresses,
  everywhere,
  PUBLIC_PORT,
  REDIRECT_PORT,
  SANDBOX_PORT,
  STATUS_PORT,
} from './addresses.ts';
import { after, hardened, healthy } from './container.ts';
import { images } from './images.ts';
import { desk, networksOf } from './networks.ts';
import { SECRETS } from './secrets.ts';
import { publicOrigin } from './services.ts';

/** Docker's own, in every container. */
const RESOLVER = '127.0.0.11';

/** Where nginx writes down its requests and their exporter reads them: in memory, as long as it takes to count them. */
export const ACCESS_LOGS = '/var/log/fondaco';
export const accessLogsVolume = {
  driver: 'local',
  driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'uid=101,gid=101,mode=0750,size=256m' },
};
export const accessLogOf = (server: string): string => `${ACCESS_LOGS}/${server}-access.log`;

const optionsOf = (server: string): NginxOptions => ({
  workerProcesses: 2,
  accessLog: accessLogOf(server),
  resolver: RESOLVER,
});

/** The same as everywhere, listening on all of the container's addresses, and for the desk. */
export const gatewayConfiguration = (topology: Topology): string => {
  const addresses = composeAddresses(topology);
  const { https, http, status } = addresses.gateway;
  const listening = { https: everywhere(https), http: everywhere(http), status: everywhere(status) };
  const web = renderGateway(
    topology,
    { ...addresses, gateway: listening },
    {
      ...optionsOf(GATEWAY),
      publicOrigin,
      tls: { certificate: `${SECRETS}/localhost.crt`, key: `${SECRETS}/localhost.key` },
      builds: Object.fromEntries(
        Object.keys(topology.interfaces).map((name) => [name, `/srv/interfaces/${name}`]),
      ),
      limits: localLimits,
      // Browsers keep it by host name, and this is localhost.
      hsts: null,
      paymentOrigin: paymentOrigin(addresses),
    },
  );
  return `${web}${renderDesk().join('\n')}\n`;
};

/**
 * Connections to what has no route in the shop, passed on as they are: the payment sandbox's page for cards, and the tools
 * of whoever works on this machine.
 */
const renderDesk = (): string[] =>
  block('stream', [
    `resolver ${RESOLVER} valid=2s ipv6=off;`,
    'proxy_connect_timeout 2s;',
    ...deskPorts.flatMap(({ name, port, to }) => [
      ...block(`upstream ${name}`, [`zone ${name} 64k;`, `server ${name}:${to} resolve;`]),
      ...block('server', [`listen 0.0.0.0:${port};`, `proxy_pass ${name};`]),
    ]),
  ]);

const deskPorts = [{ name: paymentSandbox, port: SANDBOX_PORT, to: SANDBOX_PORT }, ...desk];

export const balancerConfiguration = (topology: Topology): string => {
  const addresses = composeAddresses(topology);
  const services = Object.fromEntries(
    Object.entries(addresses.services).map(([name, address]) => [name, everywhere(address)]),
  );
  return renderBalancer(
    topology,
    { ...addresses, services, balancer: { status: everywhere(addresses.balancer.status) } },
    optionsOf(BALANCER),
  );
};

const PREFIX = '/var/lib/nginx';

const nginx = (topology: Topology, name: string) => ({
  user: '101:101',
  configs: [{ source: `${name}.conf`, target: `/etc/fondaco/${name}.conf` }],
  tmpfs: [`${PREFIX}:uid=101,gid=101,mode=0700,size=320m`],
  volumes: [`access-logs:${ACCESS_LOGS}`],
  networks: networksOf(topology, name),
  healthcheck: healthy(['wget', '-qO', '/dev/null', `http://127.0.0.1:${STATUS_PORT}/health`], 10),
  // Finishes what it has begun; SIGTERM would cut it off.
  stop_signal: 'SIGQUIT',
  stop_grace_period: '15s',
});

export const nginxContainers = (topology: Topology) => ({
  [BALANCER]: hardened(
    {
      image: images.nginx,
      entrypoint: ['nginx', '-p', `${PREFIX}/`, '-e', 'stderr', '-c'],
      command: ['/etc/fondaco/balancer.conf'],
      ...nginx(topology, BALANCER),
    },
    { cpus: 1, memory: '384M' },
  ),
  [GATEWAY]: hardened(
    {
      image: images.gateway,
      build: { context: '../..', dockerfile: 'Containerfile', target: 'gateway' },
      ...nginx(topology, GATEWAY),
      secrets: ['localhost.crt', 'localhost.key'],
      depends_on: after('service_healthy', Object.keys(topology.edge)),
      // Nobody else publishes a port, and this one to this machine only.
      ports: [PUBLIC_PORT, REDIRECT_PORT, ...deskPorts.map(({ port }) => port)].map(
        (port) => `127.0.0.1:${port}:${port}`,
      ),
    },
    { cpus: 1, memory: '512M' },
  ),
});
