import type { SystemView } from '@fondaco/contracts/http/backoffice-bff';

/** `request`: who calls whom. `event`: who writes a topic, or reads one. */
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly kind: 'request' | 'event';
  /** Drawn only while one of its ends is looked at: what would make a knot of the picture. */
  readonly quiet: boolean;
};

/** Calls between parts go through the balancer; who calls whom in the end is drawn when somebody asks. */
export const edgesOf = ({ gateway, balancer, bffs, services, topics }: SystemView): Edge[] => {
  const request = (from: string, to: string, quiet = false): Edge => ({ from, to, kind: 'request', quiet });
  const event = (from: string, to: string): Edge => ({ from, to, kind: 'event', quiet: false });
  return [
    ...bffs.map(({ name }) => request(gateway.name, name)),
    ...services.filter((one) => one.public).map(({ name }) => request(gateway.name, name, true)),
    ...bffs.map(({ name }) => request(name, balancer.name)),
    ...services.map(({ name }) => request(balancer.name, name)),
    ...[...bffs, ...services].flatMap(({ name, calls }) => calls.map((to) => request(name, to, true))),
    ...topics.map(({ name, owner }) => event(owner, name)),
    ...topics.flatMap(({ name, consumers }) =>
      [...new Set(consumers.map(({ service }) => service))].map((service) => event(name, service)),
    ),
  ];
};

/** What is to be seen when somebody looks at `name`: itself and whatever it has to do with. */
export const neighbours = (edges: readonly Edge[], name: string): ReadonlySet<string> =>
  new Set([name, ...edges.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : []))]);
