import type { Topology } from './topology-types.ts';

const mapped = <From, To>(all: Readonly<Record<string, From>>, map: (one: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [name, map(one)]));

/** What whoever draws the system is told of it: the setting SYSTEM of an edge part that observes. */
export const systemOf = ({ services, edge, topics, consumers }: Topology) => ({
  services: mapped(services, ({ database, calls, publicApi, webhooks, media }) => ({
    database,
    calls,
    public: publicApi.length > 0 || webhooks === true || media === true,
  })),
  edge: mapped(edge, ({ calls }) => ({ calls })),
  topics: mapped(topics, ({ owner }) => ({ owner })),
  consumers: mapped(consumers, ({ service, topics: consumed }) => ({ service, topics: consumed })),
});
