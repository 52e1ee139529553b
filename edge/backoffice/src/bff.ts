import { type BffSettings, createBffClient } from '@fondaco/chassis/browser';
import type {
  AlertList,
  DashboardData,
  DashboardList,
  DashboardView,
  LogIn,
  Runbook,
  SystemView,
  TimeRange,
  Visitor,
} from '@fondaco/contracts/http/backoffice-bff';

const BASE = '/backoffice/bff';
const OPERATIONS = `${BASE}/operations`;

export type Bff = ReturnType<typeof createBff>;

/** The one way to the server. Every method answers the contract's shape, or throws BffProblem or BffUnreachable. */
export const createBff = (settings: BffSettings) => {
  const client = createBffClient({ ...settings, bff: 'backoffice-bff', sessionPath: `${BASE}/session` });
  const { get, getOnce, change, remembered } = client;

  return {
    session: (signal?: AbortSignal) => client.session<Visitor>(signal),
    logIn: async (body: LogIn) =>
      remembered(await change<Visitor>({ method: 'POST', path: `${BASE}/session`, body })),
    logOut: async () => remembered(await change<Visitor>({ method: 'DELETE', path: `${BASE}/session` })),

    // These are asked again every few seconds, so once is enough each time.
    system: (signal?: AbortSignal) => getOnce<SystemView>(`${OPERATIONS}/system`, signal),
    alerts: async (signal?: AbortSignal) => (await getOnce<AlertList>(`${OPERATIONS}/alerts`, signal)).alerts,
    dashboardData: (
      uid: string,
      range: TimeRange,
      variables: Readonly<Record<string, string>>,
      signal?: AbortSignal,
    ) => {
      const query = new URLSearchParams({ range });
      for (const [name, value] of Object.entries(variables)) query.set(`var-${name}`, value);
      return getOnce<DashboardData>(`${dashboardPath(uid)}/data?${query}`, signal);
    },

    dashboards: async (signal?: AbortSignal) =>
      (await get<DashboardList>(`${OPERATIONS}/dashboards`, signal)).dashboards,
    dashboard: (uid: string, signal?: AbortSignal) => get<DashboardView>(dashboardPath(uid), signal),
    runbook: (name: string, signal?: AbortSignal) =>
      get<Runbook>(`${OPERATIONS}/runbooks/${encodeURIComponent(name)}`, signal),
  };
};

const dashboardPath = (uid: string) => `${OPERATIONS}/dashboards/${encodeURIComponent(uid)}`;
