import { join } from 'node:path';
import { run } from '../../platform/local/setup/run.ts';
import { enterNamespace } from '../../platform/vpc/enter.ts';
import type { Host, Network } from '../../platform/vpc/network.ts';
import type { Connection } from '../../platform/vpc/nftables.ts';
import type { Outcome, Target } from './probe.ts';

/** Ports where nothing listens and nothing should be reached: the usual ones of what people run, and some of no use. */
const unused = [
  20, 22, 23, 25, 53, 80, 111, 389, 443, 873, 1433, 2049, 2181, 3306, 5432, 6379, 8080, 9200, 11_211, 27_017,
];

export type Survey = {
  /** Connections that could be opened. */
  readonly open: readonly Connection[];
  /** Attempts that were not answered at all. */
  readonly silent: readonly Connection[];
  readonly attempts: number;
  /** Where something listens: `orders-1 9532`. */
  readonly listening: readonly string[];
};

/** Goes into every host of the network and tries, on every other, each port that listens there and twenty that don't. */
export const survey = async (network: Network): Promise<Survey> => {
  const ports = new Map<Host, number[]>();
  for (const host of network.hosts) ports.set(host, await listeningPorts(host));
  const tried: { connection: Connection; outcome: Outcome }[] = [];
  for (const from of network.hosts)
    tried.push(
      ...(await tryFrom(
        from,
        network.hosts.filter((to) => to !== from),
        ports,
      )),
    );
  const connections = (outcome: Outcome) =>
    tried.filter((one) => one.outcome === outcome).map(({ connection }) => connection);
  return {
    open: connections('open'),
    silent: connections('silent'),
    attempts: tried.length,
    listening: [...ports].flatMap(([{ name }, open]) => open.map((port) => `${name} ${port}`)),
  };
};

const tryFrom = async (from: Host, others: readonly Host[], ports: ReadonlyMap<Host, readonly number[]>) => {
  const attempts = others.flatMap((to) =>
    [...(ports.get(to) ?? []), ...unused].map((port) => ({
      connection: { from: from.name, to: to.name, port },
      target: { host: to.address, port } satisfies Target,
    })),
  );
  const printed = await inside(from, [process.execPath, join(import.meta.dirname, 'probe.ts')], {
    input: JSON.stringify(attempts.map(({ target }) => target)),
  });
  const outcomes = JSON.parse(printed) as Outcome[];
  return attempts.map(({ connection }, index) => ({ connection, outcome: outcomes[index] ?? 'silent' }));
};

/** TCP ports that anything in the namespace listens on for others, as the kernel lists them. */
const listeningPorts = async (host: Host): Promise<number[]> => {
  const table = await inside(host, ['cat', '/proc/self/net/tcp', '/proc/self/net/tcp6']);
  const rows = table.split('\n').map((line) => line.trim().split(/\s+/));
  const listening = '0A';
  const loopback = '0100007F';
  return rows.flatMap(([, local = '', , state]) => {
    const [address, port = ''] = local.split(':');
    return state === listening && address !== loopback ? [Number.parseInt(port, 16)] : [];
  });
};

const inside = (host: Host, command: readonly string[], options: { input?: string } = {}) => {
  const [enter = '', ...words] = enterNamespace(host.namespace);
  return run(enter, [...words, ...command], options);
};
