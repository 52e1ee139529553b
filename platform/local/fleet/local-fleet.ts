import type { Grounds } from '../instance/grounds.ts';
import { allocatePorts } from '../instance/ports.ts';
import { migrateDatabase } from '../run-plan/database-process.ts';
import { buildLocalPrograms } from '../run-plan/local-programs.ts';
import { writePrometheusConfiguration } from '../run-plan/monitoring-process.ts';
import { writeNginxConfiguration } from '../run-plan/nginx-process.ts';
import { withPriority } from '../run-plan/priority.ts';
import {
  balancerConfiguration,
  gatewayConfiguration,
  monitored,
  type RunPlanOptions,
  replicaProcess,
} from '../run-plan/run-plan.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import { createFleet, type Fleet, type Routes } from './fleet.ts';
import { mostReplicas } from './most-replicas.ts';
import { reloadNginx } from './reload-nginx.ts';

/** The replicas of an instance that runs. */
export const localFleet = (options: {
  readonly plan: RunPlanOptions;
  readonly port: number;
  readonly supervisor: Supervisor;
  readonly grounds: Grounds;
}): Fleet => {
  const { plan, supervisor, grounds } = options;
  const { topology, selection, addresses } = plan;
  const parts = [...Object.keys(selection.topology.services), ...Object.keys(selection.topology.edge)];

  const withRoutes = (routes: Routes): RunPlanOptions => ({
    ...plan,
    addresses: { ...addresses, replicas: { ...addresses.replicas, ...routes } },
  });
  const reload = async (name: string, configuration: string): Promise<void> => {
    await writeNginxConfiguration(plan.paths, name, configuration);
    await Promise.all(supervisor.find(name).map(reloadNginx));
  };

  return createFleet({
    supervisor,
    running: Object.fromEntries(parts.map((part) => [part, addresses.replicas[part] ?? []])),
    most: (part) => mostReplicas(topology, part),
    placeOf: async (part, number) => {
      await grounds.makeRoom(part, number);
      const scale = { brokers: addresses.brokers.length, replicas: { [part]: number } };
      const replica = allocatePorts(options.port, topology, scale, grounds.hostOf).replicas[part]?.[
        number - 1
      ];
      if (!replica) throw new RangeError(`${part}-${number} has no port.`);
      return replica;
    },
    processOf: (part, replica) => grounds.place(withPriority(part, replicaProcess(plan, part, replica))),
    route: async (routes) => {
      const routed = withRoutes(routes);
      await Promise.all([
        reload('balancer', balancerConfiguration(routed)),
        reload('gateway', gatewayConfiguration(routed)),
      ]);
      if (!selection.prometheus) return;
      await writePrometheusConfiguration(monitored(routed));
      for (const prometheus of supervisor.find('prometheus')) prometheus.signal('SIGHUP');
    },
    update: async (part) => {
      await buildLocalPrograms(plan.paths);
      const address = addresses.databases[part];
      if (address) await migrateDatabase({ ...plan, service: part, address });
    },
  });
};
