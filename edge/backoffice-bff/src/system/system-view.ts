import type {
  DatabaseState,
  GatewayState,
  ServiceState,
  SystemView,
  TopicState,
} from '@fondaco/contracts/http/backoffice-bff';
import { consumerHealth, databaseHealth, gatewayHealth, replicasHealth, worst } from './health.ts';
import type { LiveTables, TableName } from './live-tables.ts';
import type { System } from './system.ts';

const GROUP = 'messaging_consumer_group_name';
const TOPIC = 'messaging_destination_name';

/** The system as the topology has it, each part with how it is. */
export const systemView = (system: System, live: LiveTables, at: Date): SystemView => ({
  at: at.toISOString(),
  gateway: gatewayState(live, 'gateway'),
  balancer: gatewayState(live, 'balancer'),
  bffs: Object.entries(system.edge).map(([name, { calls }]) =>
    serviceState(live, name, { calls, isPublic: true, hasDatabase: false }),
  ),
  services: Object.entries(system.services).map(([name, { calls, public: isPublic, database }]) =>
    serviceState(live, name, { calls, isPublic, hasDatabase: database }),
  ),
  brokers: brokersState(live),
  topics: Object.entries(system.topics).map(([name, { owner }]) => topicState(system, live, name, owner)),
});

const traffic = (live: LiveTables, table: TableName & ('Gateways' | 'Services'), service: string) => ({
  requests: live.cell(table, { service }, 'Requests'),
  errors: live.cell(table, { service }, 'Errors'),
  p99: live.cell(table, { service }, 'p99'),
});

const gatewayState = (live: LiveTables, name: string): GatewayState => {
  const measured = traffic(live, 'Gateways', name);
  const up = live.cell('Gateways', { service: name }, 'Up');
  return { name, health: gatewayHealth(up, measured.errors), ...measured };
};

const serviceState = (
  live: LiveTables,
  name: string,
  is: { readonly calls: string[]; readonly isPublic: boolean; readonly hasDatabase: boolean },
): ServiceState => {
  const measured = traffic(live, 'Services', name);
  const up = live.cell('Services', { service: name }, 'Up');
  const all = live.cell('Services', { service: name }, 'Replicas');
  const replicas = up === null || all === null ? null : { up, all };
  return {
    name,
    health: replicasHealth(replicas, measured.errors),
    ...measured,
    replicas,
    calls: is.calls,
    public: is.isPublic,
    database: is.hasDatabase ? databaseState(live, name) : null,
  };
};

const databaseState = (live: LiveTables, service: string): DatabaseState => {
  const waiting = live.cell('Databases', { service }, 'Waiting');
  return {
    name: `postgres-${service}`,
    health: databaseHealth(live.cell('Databases', { service }, 'Up'), waiting),
    connections: live.cell('Databases', { service }, 'Connections'),
    inUse: live.cell('Databases', { service }, 'In use'),
    waiting,
    p99: live.cell('Databases', { service }, 'p99'),
  };
};

const brokersState = (live: LiveTables): SystemView['brokers'] => {
  const up = live.column('Brokers', 'Up');
  const replicas = up.length === 0 ? null : { up: up.filter((value) => value > 0).length, all: up.length };
  return { name: 'kafka', health: replicasHealth(replicas), replicas };
};

const topicState = (system: System, live: LiveTables, name: string, owner: string): TopicState => {
  const consumers = Object.entries(system.consumers)
    .filter(([, { topics }]) => topics.includes(name))
    .map(([group, { service }]) => {
      const lag = live.cell('Lag', { [GROUP]: group, [TOPIC]: name }, 'Messages');
      const lagSeconds = live.cell('Lag', { [GROUP]: group, [TOPIC]: name }, 'Seconds');
      const members = live.cell('Consumers', { [GROUP]: group }, 'Members');
      const parked = live.cell('Consumers', { [GROUP]: group }, 'Parked');
      return {
        group,
        service,
        health: consumerHealth({ members, lagSeconds, parked }),
        lag,
        lagSeconds,
        parked,
      };
    });
  return {
    name,
    health: worst(consumers.map(({ health }) => health)),
    owner,
    events: live.cell('Topics', { [TOPIC]: name }, 'Events'),
    consumers,
  };
};
