import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { INTERNET } from '../edges.ts';
import { Failure } from '../local/instance/failure.ts';
import { settleBrokers } from '../local/instance/instance-settings.ts';
import { holderOf } from '../local/instance/lock.ts';
import type { InstancePaths } from '../local/instance/paths.ts';
import { allocatePorts } from '../local/instance/ports.ts';
import { requireTools } from '../local/setup/system-packages.ts';
import { endLeftovers } from '../local/supervisor/leftovers.ts';
import { createProcessRecords } from '../local/supervisor/process-record.ts';
import type { Topology } from '../topology-types.ts';
import { buildNetwork, dismantleNetwork } from './build-network.ts';
import { enterNamespace } from './enter.ts';
import { type Forward, forwardPorts } from './forward-ports.ts';
import { addressesIn, instanceName, layOut } from './lay-out.ts';
import { SUPERVISOR } from './members.ts';
import { hostOf, type Network } from './network.ts';
import { forgetNetwork, keepNetwork } from './network-file.ts';

export type NetworkContext = {
  readonly topology: Topology;
  readonly paths: InstancePaths;
  readonly port: number;
  readonly options: {
    readonly fresh: boolean;
    readonly brokers?: number;
    readonly replicas: Readonly<Record<string, number>>;
  };
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Builds the private network, runs `npm start` again inside it, at the supervisor's place, and takes the network
 * down when that has ended. The machine itself is outside: of the system it sees the gateway's ports, and what
 * stands in for somebody outside, on loopback. Resolves with the exit code.
 */
export const startInNetwork = async (context: NetworkContext): Promise<number> => {
  const { topology, paths, port, options } = context;
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Failure('Namespaces are made by root on Linux: start as root, or without --vpc.');
  await requireTools(['ip', 'nft', 'nsenter', 'setpriv'], {
    report: (line) => void process.stdout.write(`${line}\n`),
  });
  if (holderOf(paths.run)) throw new Failure(`It is running already at https://localhost:${port}/.`);

  const instance = instanceName(port);
  // They hold the namespaces that are to go.
  await endLeftovers(createProcessRecords(paths.run));
  await dismantleNetwork(instance);
  const brokers = options.fresh
    ? (options.brokers ?? 1)
    : settleBrokers(paths, { asked: options.brokers, run: false });
  const { network, connections } = layOut(topology, port, { brokers, replicas: options.replicas });
  mkdirSync(paths.run, { recursive: true });
  try {
    await buildNetwork(network, connections);
    keepNetwork(paths.run, network);
    const forwards = forwardsOf(context, network);
    const forwarding = await forwardPorts(hostOf(network, INTERNET).namespace, forwards, port);
    try {
      return await runInside(network);
    } finally {
      forwarding.close();
    }
  } finally {
    forgetNetwork(paths.run);
    await dismantleNetwork(instance);
  }
};

/** What somebody at this machine may see: what anybody outside may, and the pages of the stand-ins. */
const forwardsOf = ({ topology, port }: NetworkContext, network: Network): Forward[] => {
  const here = allocatePorts(port, topology, { brokers: 1, replicas: {} });
  const there = addressesIn(network, topology, port);
  return [
    { from: here.gateway.https, to: there.gateway.https, what: 'the gateway (HTTPS)' },
    { from: here.gateway.http, to: there.gateway.http, what: 'the gateway (HTTP)' },
    {
      from: here.paymentSandbox.browser,
      to: there.paymentSandbox.browser,
      what: 'payment-sandbox (for browsers)',
    },
    { from: here.mailCatcher.page, to: there.mailCatcher.page, what: 'mail-catcher (page)' },
    { from: here.slackReceiver.page, to: there.slackReceiver.page, what: 'slack-receiver (page)' },
  ];
};

const runInside = async (network: Network): Promise<number> => {
  const [command = '', ...words] = enterNamespace(hostOf(network, SUPERVISOR).namespace);
  const child = spawn(command, [...words, process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child by itself; what is sent to this process alone is passed on.
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? 1;
  } finally {
    for (const signal of signals) process.off(signal, passOn);
  }
};
