import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../../addresses.ts';
import { renderProbes } from '../../observability/prometheus/probes.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import { monitorRole } from '../postgres/database.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Tool } from '../setup/tools.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { smallGo } from './go-process.ts';
import { httpReady } from './http-ready.ts';

/** What `exporterProcesses` and `databaseExporter` run. */
export const exporterTools = [
  'nginx-exporter',
  'postgres-exporter',
  'node-exporter',
  'blackbox-exporter',
  'mtail',
] as const satisfies readonly Tool[];

type Options = {
  readonly addresses: LocalAddresses;
  readonly paths: InstancePaths;
  readonly tools: Readonly<Record<string, string>>;
  /** PEM file. */
  readonly tls: { readonly authority: string };
  /** What browsers call the shop. */
  readonly publicOrigin: string;
};

const observability = join(import.meta.dirname, '../../observability');
const listen = ({ host, port }: Address): string => `${host}:${port}`;

/** File systems that hold nothing; an overlay does, in a container. */
const noDisks =
  '^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|proc|procfs|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tmpfs|tracefs)$';
const notOurs = '^/(dev|proc|run|sys|snap|var/lib/(docker|containers|kubelet))($|/)';

/** Of the machine's hundreds of metrics those of disks and memory. */
export const machineArguments = [
  '--web.disable-exporter-metrics',
  '--collector.disable-defaults',
  '--collector.filesystem',
  '--collector.meminfo',
  `--collector.filesystem.fs-types-exclude=${noDisks}`,
  `--collector.filesystem.mount-points-exclude=${notOurs}`,
] as const;

const exporter = (
  options: Pick<Options, 'paths' | 'tools'>,
  about: {
    readonly name: string;
    readonly tool: Tool;
    readonly address: Address;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  },
): ProcessSpec => ({
  name: about.name,
  part: 'exporters',
  command: options.tools[about.tool] ?? about.tool,
  args: about.args,
  env: { ...smallGo, GOMAXPROCS: '1', ...about.env },
  cwd: options.paths.data,
  stopSignal: 'SIGTERM',
  stopTimeoutMs: 5_000,
  ready: () => httpReady(about.address, '/'),
  readyTimeoutMs: 20_000,
});

/** What shows metrics of the machine, of nginx and of what nginx has written down. */
export const exporterProcesses = async (options: Options): Promise<ProcessSpec[]> => {
  const { paths, addresses } = options;
  const { exporters } = addresses;
  const nginx = (server: 'gateway' | 'balancer') =>
    exporter(options, {
      name: `${server}-exporter`,
      tool: 'nginx-exporter',
      address: exporters.nginx[server],
      args: [
        `-nginx.scrape-uri=http://${listen(addresses[server].status)}/status`,
        `-web.listen-address=${listen(exporters.nginx[server])}`,
      ],
    });
  return [
    nginx('gateway'),
    nginx('balancer'),
    exporter(options, {
      name: 'access-log-exporter',
      tool: 'mtail',
      address: exporters.accessLogs,
      args: [
        `-address=${exporters.accessLogs.host}`,
        `-port=${exporters.accessLogs.port}`,
        `-progs=${join(observability, 'access-logs')}`,
        ...['gateway', 'balancer'].map((server) => `-logs=${join(paths.log, `${server}-access.log`)}`),
        '-emit_prog_label=false',
        '-poll_interval=1s',
        '-poll_log_interval=10s',
        '-logtostderr',
      ],
    }),
    exporter(options, {
      name: 'machine-exporter',
      tool: 'node-exporter',
      address: exporters.machine,
      args: [`--web.listen-address=${listen(exporters.machine)}`, ...machineArguments],
    }),
    exporter(options, {
      name: 'probe-exporter',
      tool: 'blackbox-exporter',
      address: exporters.probes,
      args: [
        `--web.listen-address=${listen(exporters.probes)}`,
        `--config.file=${await probeConfiguration(options)}`,
      ],
    }),
  ];
};

const probeConfiguration = async ({ paths, tls, publicOrigin }: Options): Promise<string> => {
  await mkdir(paths.conf, { recursive: true });
  const file = join(paths.conf, 'probes.yml');
  await writeFile(file, renderProbes({ publicOrigin, authority: tls.authority }));
  return file;
};

/** One for each database: what keeps one of them from answering does not hide the others. */
export const databaseExporter = (
  options: Pick<Options, 'addresses' | 'paths' | 'tools'> & { readonly secrets: Secrets },
  service: string,
): ProcessSpec | undefined => {
  const { addresses, secrets } = options;
  const address = addresses.exporters.databases[service];
  const database = addresses.databases[service];
  const password = secrets.databases[service]?.monitor;
  if (!address || !database || !password) return undefined;
  return exporter(options, {
    name: `postgres-${service}-exporter`,
    tool: 'postgres-exporter',
    address,
    args: [
      `--web.listen-address=${listen(address)}`,
      '--disable-default-metrics',
      '--disable-settings-metrics',
      '--no-collector.database',
      '--no-collector.bgwriter',
      `--extend.query-path=${join(observability, 'postgres-exporter/queries.yml')}`,
    ],
    env: {
      DATA_SOURCE_USER: monitorRole,
      DATA_SOURCE_PASS_FILE: password.path,
      DATA_SOURCE_URI: `${listen(database)}/${service}?sslmode=disable&connect_timeout=2&statement_timeout=2000&application_name=exporter`,
    },
  });
};
