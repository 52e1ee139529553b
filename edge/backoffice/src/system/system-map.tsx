import type {
  GatewayState,
  ServiceState,
  SystemView,
  TopicState,
} from '@fondaco/contracts/http/backoffice-bff';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { formatted } from '../format/units.ts';
import { EdgeLines } from './edge-lines.tsx';
import { edgesOf, neighbours } from './edges.ts';
import { Figures, HealthLine, Part, trafficFigures } from './part.tsx';

type Looking = {
  readonly isLit: (name: string) => boolean;
  readonly lookAt: (name: string | null) => void;
};

/** The topology, drawn as requests come in: gateway, BFFs, balancer, services with their databases, topics. */
export const SystemMap = ({ system }: { readonly system: SystemView }) => {
  const map = useRef<HTMLElement>(null);
  const [lookedAt, lookAt] = useState<string | null>(null);
  const edges = useMemo(() => edgesOf(system), [system]);
  const lit = lookedAt === null ? null : neighbours(edges, lookedAt);
  const looking: Looking = { lookAt, isLit: (name) => lit?.has(name) ?? false };

  return (
    <section className="map" ref={map} aria-label="The system" data-testid="map">
      <EdgeLines map={map} edges={edges} lookedAt={lookedAt} />
      <div className="tier tier-gateway">
        <GatewayPart gateway={system.gateway} looking={looking} />
      </div>
      <div className="tier tier-bffs">
        {system.bffs.map((bff) => (
          <ServicePart key={bff.name} service={bff} looking={looking} />
        ))}
      </div>
      <div className="tier tier-balancer">
        <GatewayPart gateway={system.balancer} looking={looking} />
      </div>
      <div className="tier tier-services">
        {system.services.map((service) => (
          <ServicePart key={service.name} service={service} looking={looking} />
        ))}
      </div>
      <section className="kafka" aria-label="Kafka">
        <header className="kafka-head">
          <h3>
            <Link to="/operations/dashboards/kafka">Kafka</Link>
          </h3>
          <HealthLine health={system.brokers.health} more={countOf(system.brokers.replicas, 'brokers')} />
        </header>
        <div className="tier tier-topics">
          {system.topics.map((topic) => (
            <TopicPart key={topic.name} topic={topic} looking={looking} />
          ))}
        </div>
      </section>
    </section>
  );
};

const countOf = (replicas: { up: number; all: number } | null, what: string): string | null =>
  replicas === null ? null : `${replicas.up}/${replicas.all} ${what}`;

const GatewayPart = ({ gateway, looking }: { readonly gateway: GatewayState; readonly looking: Looking }) => {
  const { name, health } = gateway;
  return (
    <Part name={name} health={health} kind="gateway" lit={looking.isLit(name)} lookAt={looking.lookAt}>
      <header className="part-head">
        <h3>
          <Link to="/operations/dashboards/gateway">{name}</Link>
        </h3>
        <HealthLine health={health} />
      </header>
      <Figures figures={trafficFigures(gateway)} />
    </Part>
  );
};

const ServicePart = ({ service, looking }: { readonly service: ServiceState; readonly looking: Looking }) => {
  const { name, health, replicas, calls, database } = service;
  return (
    <Part name={name} health={health} kind="service" lit={looking.isLit(name)} lookAt={looking.lookAt}>
      <header className="part-head">
        <h3>
          <Link to={`/operations/dashboards/service?var-service=${name}`}>{name}</Link>
        </h3>
        <HealthLine health={health} more={countOf(replicas, '')} />
      </header>
      <Figures figures={trafficFigures(service)} />
      {calls.length > 0 && <p className="calls soft">calls {calls.join(', ')}</p>}
      {database !== null && (
        <section
          className={`database part-${database.health}`}
          aria-label={database.name}
          data-testid="database"
        >
          <header className="part-head">
            <h4>PostgreSQL</h4>
            <HealthLine health={database.health} />
          </header>
          <Figures
            figures={[
              { label: 'in use', value: database.inUse, unit: 'short' },
              { label: 'waiting', value: database.waiting, unit: 'short', bad: 10 },
              { label: 'p99', value: database.p99, unit: 's', bad: 0.5 },
            ]}
          />
        </section>
      )}
    </Part>
  );
};

const TopicPart = ({ topic, looking }: { readonly topic: TopicState; readonly looking: Looking }) => {
  const { name, health, events, consumers } = topic;
  return (
    <Part name={name} health={health} kind="topic" lit={looking.isLit(name)} lookAt={looking.lookAt}>
      <header className="part-head">
        <h4>{name}</h4>
        <span className="soft number">{formatted(events, 'ops')}</span>
      </header>
      {consumers.length === 0 ? (
        <p className="soft">Nobody reads it.</p>
      ) : (
        <ul className="readers">
          {consumers.map(({ group, health: consumerHealth, lag, lagSeconds, parked }) => (
            <li key={group} data-group={group}>
              <span className="reader">{group}</span>
              <span className="lag number">
                {lag === null ? 'lag unknown' : lag === 0 ? 'no lag' : `${formatted(lag)} behind`}
                {(lagSeconds ?? 0) > 0 && `, ${formatted(lagSeconds, 's')}`}
                {(parked ?? 0) > 0 && `, ${formatted(parked)} parked`}
              </span>
              <HealthLine health={consumerHealth} />
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
};
