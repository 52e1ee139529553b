import type { ProcessLine } from '../../control/protocol.ts';
import type { LocalAddresses } from '../../instance/ports.ts';
import { memoryOf } from '../../supervisor/memory.ts';
import type { SupervisedProcess } from '../../supervisor/supervised-process.ts';

const deadlineMs = 1_500;

/** What `status` shows of every process, asked now: what was ready may meanwhile say that it is not. */
export const processLines = async (
  processes: readonly SupervisedProcess[],
  addresses: LocalAddresses,
): Promise<ProcessLine[]> => {
  const where = addressesByProcess(addresses);
  const memory = memoryOf(processes.flatMap((process) => process.status().pid ?? []));
  return Promise.all(
    processes.map(async (process): Promise<ProcessLine> => {
      const trouble = process.status().state === 'ready' ? await troubleOf(process) : undefined;
      const { startedAt, pid, ...status } = process.status();
      const address = where[status.name];
      return {
        ...status,
        ...(trouble === undefined || status.state !== 'ready' ? {} : { state: 'unready', reason: trouble }),
        ...(pid === undefined ? {} : { pid, memoryBytes: memory.get(pid) ?? 0 }),
        ...(startedAt === undefined ? {} : { uptimeSeconds: Math.floor((Date.now() - startedAt) / 1000) }),
        ...(address === undefined ? {} : { address }),
      };
    }),
  );
};

const troubleOf = async ({ spec }: SupervisedProcess): Promise<string | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs);
  });
  try {
    await Promise.race([spec.ready(), deadline]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
};

const addressesByProcess = (addresses: LocalAddresses): Readonly<Record<string, string>> => {
  const { gateway, balancer, prometheus, alertmanager, brokers, databases, replicas } = addresses;
  const { paymentSandbox, mailCatcher, slackReceiver, exporters, grafana } = addresses;
  const named = {
    gateway: gateway.https,
    balancer: balancer.status,
    prometheus,
    alertmanager,
    grafana,
    'payment-sandbox': paymentSandbox.api,
    'mail-catcher': mailCatcher.page,
    'slack-receiver': slackReceiver.page,
    ...(exporters.lag === undefined ? {} : { 'lag-exporter': exporters.lag }),
    'gateway-exporter': exporters.nginx.gateway,
    'balancer-exporter': exporters.nginx.balancer,
    'access-log-exporter': exporters.accessLogs,
    'machine-exporter': exporters.machine,
    'probe-exporter': exporters.probes,
    ...Object.fromEntries(
      Object.entries(exporters.databases).map(([service, address]) => [
        `postgres-${service}-exporter`,
        address,
      ]),
    ),
    ...Object.fromEntries(brokers.map((address, i) => [`kafka-${i + 1}`, address])),
    ...Object.fromEntries(
      Object.entries(databases).map(([service, address]) => [`postgres-${service}`, address]),
    ),
    ...Object.fromEntries(
      Object.values(replicas)
        .flat()
        .map(({ name, http }) => [name, http]),
    ),
  };
  return Object.fromEntries(Object.entries(named).map(([name, { host, port }]) => [name, `${host}:${port}`]));
};
