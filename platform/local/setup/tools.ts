import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { javaVersion } from './java-version.ts';
import { run } from './run.ts';

/** What npm cannot bring, and how the systems' package managers call it. */
export const tools = {
  java: {
    commands: ['java'],
    debian: 'default-jre-headless',
    homebrew: 'openjdk',
    about: 'Java 17 or later',
  },
  mvn: { commands: ['mvn'], debian: 'maven', homebrew: 'maven', about: 'Maven' },
  nginx: { commands: ['nginx'], debian: 'nginx-light', homebrew: 'nginx', about: 'nginx' },
  prometheus: { commands: ['prometheus'], debian: 'prometheus', homebrew: 'prometheus', about: 'Prometheus' },
  promtool: { commands: ['promtool'], debian: 'prometheus', homebrew: 'prometheus', about: 'promtool' },
  alertmanager: {
    commands: ['prometheus-alertmanager', 'alertmanager'],
    debian: 'prometheus-alertmanager',
    homebrew: 'alertmanager',
    about: 'Alertmanager',
  },
  amtool: {
    commands: ['amtool'],
    debian: 'prometheus-alertmanager',
    homebrew: 'alertmanager',
    about: 'amtool',
  },
  'nginx-exporter': {
    commands: ['prometheus-nginx-exporter', 'nginx-prometheus-exporter'],
    debian: 'prometheus-nginx-exporter',
    homebrew: 'nginx-prometheus-exporter',
    about: 'the Prometheus exporter for nginx',
  },
  'postgres-exporter': {
    commands: ['prometheus-postgres-exporter', 'postgres_exporter'],
    debian: 'prometheus-postgres-exporter',
    homebrew: 'postgres_exporter',
    about: 'the Prometheus exporter for PostgreSQL',
  },
  'node-exporter': {
    commands: ['prometheus-node-exporter', 'node_exporter'],
    debian: 'prometheus-node-exporter',
    homebrew: 'node_exporter',
    about: 'the Prometheus exporter for machines',
  },
  'blackbox-exporter': {
    commands: ['prometheus-blackbox-exporter', 'blackbox_exporter'],
    debian: 'prometheus-blackbox-exporter',
    homebrew: 'blackbox_exporter',
    about: 'the Prometheus blackbox exporter',
  },
  mtail: { commands: ['mtail'], debian: 'mtail', homebrew: 'mtail', about: 'mtail' },
  // No distribution has it: it runs where somebody has installed it.
  grafana: { commands: ['grafana'], debian: 'grafana', homebrew: 'grafana', about: 'Grafana 11 or later' },
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium',
    homebrew: 'chromium',
    about: 'Chromium',
  },
  ip: { commands: ['ip'], debian: 'iproute2', homebrew: 'iproute2mac', about: 'iproute2' },
  nft: { commands: ['nft'], debian: 'nftables', homebrew: 'nftables', about: 'nftables' },
  nsenter: { commands: ['nsenter'], debian: 'util-linux', homebrew: 'util-linux', about: 'nsenter' },
  setpriv: { commands: ['setpriv'], debian: 'util-linux', homebrew: 'util-linux', about: 'setpriv' },
  certutil: { commands: ['certutil'], debian: 'libnss3-tools', homebrew: 'nss', about: 'certutil' },
} as const;

export type Tool = keyof typeof tools;

export const isTool = (name: string): name is Tool => Object.hasOwn(tools, name);

/** The absolute path of a tool that is there and new enough. */
export const findTool = async (tool: Tool): Promise<string | undefined> => {
  for (const command of tools[tool].commands) {
    const path = await onPath(command);
    if (path !== undefined && (tool !== 'java' || (await isNewEnough(path)))) return path;
  }
  return undefined;
};

// Debian keeps servers where an ordinary user's PATH does not look.
const alsoIn = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/opt/openjdk/bin',
];

const onPath = async (command: string): Promise<string | undefined> => {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...alsoIn]) {
    const path = join(folder || '.', command);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
};

const isNewEnough = async (java: string): Promise<boolean> => {
  try {
    return (javaVersion(await run(java, ['--version'])) ?? 0) >= 17;
  } catch {
    // macOS has a `java` that only says that there is none.
    return false;
  }
};
