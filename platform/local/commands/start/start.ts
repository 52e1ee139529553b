import type { Topology } from '../../../topology-types.ts';
import { prepareCertificates } from '../../certificates/certificates.ts';
import type { SystemStatus } from '../../control/protocol.ts';
import type { Fleet } from '../../fleet/fleet.ts';
import { localFleet } from '../../fleet/local-fleet.ts';
import { requireFreePorts, wantedPorts } from '../../instance/free-ports.ts';
import { wipeInstance } from '../../instance/fresh.ts';
import type { Grounds } from '../../instance/grounds.ts';
import { settleBrokers } from '../../instance/instance-settings.ts';
import type { InstancePaths } from '../../instance/paths.ts';
import { allocatePorts, type LocalAddresses } from '../../instance/ports.ts';
import { executePlan } from '../../run-plan/execute.ts';
import { exporterTools } from '../../run-plan/exporter-processes.ts';
import { type RunPlanOptions, runPlan } from '../../run-plan/run-plan.ts';
import { type Selection, selectParts } from '../../run-plan/selection.ts';
import { prepareSecrets } from '../../secrets/secrets.ts';
import { requireTools } from '../../setup/system-packages.ts';
import { findTool } from '../../setup/tools.ts';
import { endLeftovers } from '../../supervisor/leftovers.ts';
import { memoryOfOne } from '../../supervisor/memory.ts';
import { createProcessRecords, type ProcessRecords } from '../../supervisor/process-record.ts';
import { restartPolicy } from '../../supervisor/restart-policy.ts';
import { createSupervisor, type Supervisor } from '../../supervisor/supervisor.ts';
import { createSupervisorLog } from '../../supervisor/supervisor-log.ts';
import { claimInstance } from './claim-instance.ts';
import { explainFailure } from './explain-failure.ts';
import type { StartOptions } from './options.ts';
import { createReport, type Report } from './progress-report.ts';
import { processLines } from './status.ts';
import { onStopSignals } from './stop-signals.ts';
import { welcome } from './welcome.ts';

type StartContext = {
  readonly topology: Topology;
  readonly paths: InstancePaths;
  readonly port: number;
  readonly options: StartOptions;
  /** Where it runs. */
  readonly grounds: Grounds;
};

/** Brings the system up and runs it until it is told to stop. Resolves when everything has ended. */
export const start = async (context: StartContext): Promise<void> => {
  const { topology, paths, port, options, grounds } = context;
  const began = performance.now();
  const startedAt = new Date().toISOString();
  const report = createReport(process.stdout);
  const grafana = await findTool('grafana');
  const selection = selectParts(topology, options.only, { grafana: grafana !== undefined });
  const origin = `https://localhost:${port}`;

  let addresses = allocatePorts(port, topology, { brokers: 1, replicas: options.replicas }, grounds.hostOf);
  let token: string | undefined;
  let supervisor: Supervisor | undefined;
  let fleet: Fleet | undefined;
  let state: SystemStatus['state'] = 'starting';
  const stop = onStopSignals({
    hard: () => {
      for (const process of supervisor?.all() ?? []) process.stopHard();
    },
  });

  const status = async (): Promise<SystemStatus> => {
    const processes = await processLines(supervisor?.all() ?? [], addresses);
    const self = { pid: process.pid, memoryBytes: memoryOfOne(process.pid) };
    return {
      state,
      url: `${origin}/`,
      port,
      stateFolder: paths.state,
      startedAt,
      processes,
      supervisor: self,
      memoryBytes: processes.reduce((sum, one) => sum + (one.memoryBytes ?? 0), self.memoryBytes),
    };
  };
  const claim = await claimInstance({
    paths,
    addresses,
    port,
    token: () => token,
    actions: { supervisor: () => supervisor, fleet: () => fleet, status, shutDown: stop.request },
    onLost: () => {
      report.line(`${paths.state} was removed, without which nothing can go on: start again.`);
      process.exitCode = 1;
      stop.request();
    },
  });

  try {
    const tools = await requireTools(toolsOf(selection), { report: report.line });
    const records = createProcessRecords(paths.run);
    addresses = await prepareInstance(context, selection, records, report);
    const secrets = await prepareSecrets({ directory: paths.secrets, topology });
    token = secrets.controlToken.value;
    const tls = await prepareCertificates({
      directory: paths.conf,
      secretsDirectory: paths.secrets,
      now: new Date(),
    });
    if (stop.requested()) return;

    const log = createSupervisorLog(paths.log);
    supervisor = createSupervisor({ logFolder: paths.log, records, policy: restartPolicy, log });
    const planned: RunPlanOptions = {
      topology,
      selection,
      addresses,
      paths,
      secrets,
      tls,
      publicOrigin: origin,
      tools,
      settings: options.set,
      builds: new Map(),
    };
    const plan = runPlan(planned);
    const execution = executePlan(plan, supervisor, report, grounds.place);
    const up = execution.bringUp();
    try {
      await Promise.race([up, stop.whenRequested]);
      if (!stop.requested()) {
        state = 'running';
        fleet = localFleet({ plan: planned, port, supervisor, grounds });
        const seconds = (performance.now() - began) / 1000;
        report.line(
          welcome({
            selection,
            // What is to be seen is to be seen on loopback, wherever it is.
            addresses: allocatePorts(port, topology, { brokers: 1, replicas: {} }),
            onLoopback: grounds.hostOf === undefined,
            paths,
            origin,
            certificateAuthority: tls.authority,
            port,
            seconds,
          }),
        );
        await stop.whenRequested;
      }
    } finally {
      state = 'stopping';
      report.end();
      report.line('Stopping …');
      await execution.takeDown();
      await up.catch(() => {});
      supervisor.close();
    }
    report.line('Everything has stopped.');
  } catch (error) {
    report.end();
    throw explainFailure(error, paths.log);
  } finally {
    claim.release();
    stop.done();
  }
};

const toolsOf = (selection: Selection): string[] => [
  'nginx',
  ...(selection.brokers ? ['java', 'mvn'] : []),
  ...(selection.prometheus ? ['prometheus', ...exporterTools] : []),
  ...(selection.alertmanager ? ['alertmanager'] : []),
  ...(selection.grafana ? ['grafana'] : []),
];

/** Ends what a killed supervisor left, wipes the data when asked to, and sees to it that every port is free. */
const prepareInstance = async (
  { topology, paths, port, options, grounds }: StartContext,
  selection: Selection,
  records: ProcessRecords,
  report: Report,
): Promise<LocalAddresses> => {
  const left = await endLeftovers(records);
  if (left.length > 0) report.line(`Ended what the last run left: ${left.join(', ')}`);
  if (options.fresh) {
    await wipeInstance(paths);
    report.line('Wiped the data of this instance.');
  }
  const brokers = settleBrokers(paths, { asked: options.brokers, run: selection.brokers });
  const scale = { brokers, replicas: options.replicas };
  const addresses = allocatePorts(port, topology, scale, grounds.hostOf);
  // In a network every process has an address to itself.
  if (grounds.hostOf === undefined) await requireFreePorts(wantedPorts(addresses, selection.topology), port);
  return addresses;
};
