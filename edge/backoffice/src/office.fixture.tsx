import type { Alert, ServiceState, SystemView, TopicState } from '@fondaco/contracts/http/backoffice-bff';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import type { Bff } from './bff.ts';
import type { DrawChart } from './dashboard/chart.ts';
import { OfficeProvider } from './office.tsx';
import { createThemeStore } from './page/theme.ts';

const service = (name: string, calls: string[], more: Partial<ServiceState> = {}): ServiceState => ({
  name,
  health: 'up',
  requests: 12.3,
  errors: 0,
  p99: 0.024,
  replicas: { up: 1, all: 1 },
  calls,
  public: true,
  database: {
    name: `postgres-${name}`,
    health: 'up',
    connections: 4,
    inUse: 1,
    waiting: 0,
    p99: 0.002,
  },
  ...more,
});

const topic = (
  name: string,
  owner: string,
  readers: readonly [group: string, service: string][],
): TopicState => ({
  name,
  owner,
  health: 'up',
  events: 3,
  consumers: readers.map(([group, reader]) => ({
    group,
    service: reader,
    health: 'up',
    lag: 0,
    lagSeconds: 0,
    parked: 0,
  })),
});

const nginx = (name: string) => ({ name, health: 'up' as const, requests: 40, errors: 0, p99: 0.03 });

/** A small system in which everything is well. */
export const systemFixture: SystemView = {
  at: '2026-11-29T12:00:00Z',
  gateway: nginx('gateway'),
  balancer: nginx('balancer'),
  bffs: [service('storefront-bff', ['orders'], { database: null })],
  services: [
    service('users', []),
    service('products', []),
    service('orders', ['products']),
    service('notifications', ['users'], { public: false, requests: null, errors: null, p99: null }),
  ],
  brokers: { name: 'kafka', health: 'up', replicas: { up: 1, all: 1 } },
  topics: [topic('orders.order', 'orders', [['notifications.mailer', 'notifications']])],
};

export const alertFixture: Alert = {
  name: 'ServiceDown',
  state: 'firing',
  severity: 'critical',
  summary: 'orders-1 has not answered for 30 seconds',
  description: null,
  since: '2026-11-29T11:58:00Z',
  labels: { service: 'orders', instance: 'orders-1' },
  runbook: 'service-down',
  dashboard: 'service?var-service=orders',
};

const nobodyAsks = (what: string) => () => Promise.reject(new Error(`nobody expected ${what}`));

/** A BFF of which only what a test gives answers. Somebody is logged in. */
export const bffWith = (answers: Partial<Bff> = {}): Bff => {
  const staff = { user: { email: 'sam@fondaco.example', name: 'Sam' }, csrfToken: 'token' };
  return {
    session: async () => staff,
    logIn: nobodyAsks('logIn'),
    logOut: async () => ({ user: null, csrfToken: 'another' }),
    system: async () => systemFixture,
    alerts: async () => [],
    dashboards: async () => [{ uid: 'overview', title: 'Overview' }],
    dashboard: nobodyAsks('dashboard'),
    dashboardData: nobodyAsks('dashboardData'),
    runbook: nobodyAsks('runbook'),
    ...answers,
  };
};

/** A test has no canvas. */
const noCanvas: DrawChart = () => ({ show: () => undefined, remove: () => undefined });

/** Shows something as it stands in the back office, at an address. */
export const show = (content: ReactNode, { bff = bffWith(), at = '/', drawChart = noCanvas } = {}) => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  };
  const theme = createThemeStore(storage, document.documentElement);
  return render(
    <OfficeProvider parts={{ bff, theme, drawChart }}>
      <MemoryRouter initialEntries={[at]}>{content}</MemoryRouter>
    </OfficeProvider>,
  );
};
