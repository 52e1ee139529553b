import {
  acceptSessions,
  createLoginRenewal,
  createSessionCookies,
  logInRoute,
  logOutRoute,
  passingOn,
  readSessionRoute,
} from '@fondaco/chassis/bff';
import {
  createHttp,
  createHttpCall,
  createServiceTokenSigner,
  type Service,
  type ServiceContext,
} from '@fondaco/chassis/service';
import { LogIn, Visitor } from '@fondaco/contracts/http/backoffice-bff';
import { usersClient } from '@fondaco/contracts/http/users';
import type { Config } from './config.ts';
import { readDashboards } from './dashboard/dashboard-files.ts';
import { createReadPanels } from './dashboard/panel-data.ts';
import { listAlertsRoute } from './list-alerts/list-alerts.route.ts';
import { listDashboardsRoute } from './list-dashboards/list-dashboards.route.ts';
import { createPrometheus } from './prometheus/prometheus.ts';
import { readDashboardRoute } from './read-dashboard/read-dashboard.route.ts';
import { readDashboardDataRoute } from './read-dashboard-data/read-dashboard-data.route.ts';
import { readRunbookRoute } from './read-runbook/read-runbook.route.ts';
import { readSystemRoute } from './read-system/read-system.route.ts';
import { readRunbooks } from './runbook/runbooks.ts';
import { createAsStaff } from './session/as-staff.ts';
import { staffOnly } from './session/staff-only.ts';

const SERVICE = 'backoffice-bff';
/** Another name and another key than the storefront's: neither session is any good at the other's door. */
export const COOKIE = '__Host-fondaco-backoffice';

/** The largest body is a log-in. */
const BODY_LIMIT = 16 * 1024;

/** A page of curves over a week takes a busy Prometheus a while. */
const PROMETHEUS_DEADLINE_MS = 5_000;

/** The back office's backend as it is composed. It owns nothing. */
export const createBackofficeBff = async ({
  config,
  log,
  metrics,
  now = () => new Date(),
}: ServiceContext<Config> & { readonly now?: () => Date }): Promise<Service> => {
  const sign = createServiceTokenSigner({ service: SERVICE, key: config.SERVICE_KEY });
  const callUsers = passingOn(
    createHttpCall({ upstream: 'users', baseUrl: config.USERS_URL, sign, metrics, log }),
  );
  const callPrometheus = createHttpCall({
    upstream: 'prometheus',
    baseUrl: config.PROMETHEUS_URL,
    deadlineMs: PROMETHEUS_DEADLINE_MS,
    metrics,
    log,
  });
  const users = staffOnly(usersClient(callUsers));
  const prometheus = createPrometheus(callPrometheus);
  const scrapeIntervalSeconds = config.SCRAPE_INTERVAL_SECONDS;
  const readPanels = createReadPanels({ prometheus, scrapeIntervalSeconds, log });
  const [dashboards, runbooks] = await Promise.all([
    readDashboards(config.DASHBOARDS_FOLDER),
    readRunbooks(config.RUNBOOKS_FOLDER),
  ]);

  const cookies = createSessionCookies({ name: COOKIE, secret: config.SESSION_SECRET });
  const renewal = createLoginRenewal({ users, now });
  const asStaff = createAsStaff({ bff: SERVICE, cookies, renewal, now });

  // Sessions are cookies that the BFF checks itself, so to the chassis every route is public.
  const http = await createHttp({ name: SERVICE, log, metrics, bodyLimitBytes: BODY_LIMIT });
  await acceptSessions(http, { bff: SERVICE, cookies, publicOrigin: config.PUBLIC_ORIGIN });

  const session = { path: '/backoffice/bff/session', visitor: Visitor };
  readSessionRoute({ ...session, cookies })(http);
  logInRoute({ ...session, credentials: LogIn, users, cookies, now })(http);
  logOutRoute({ ...session, users, cookies })(http);
  readSystemRoute({ system: config.SYSTEM, dashboards, readPanels, scrapeIntervalSeconds, asStaff, now })(
    http,
  );
  listAlertsRoute({ prometheus, runbooks, asStaff })(http);
  readRunbookRoute({ runbooks, asStaff })(http);
  listDashboardsRoute({ dashboards, asStaff })(http);
  readDashboardRoute({ dashboards, prometheus, asStaff, now })(http);
  readDashboardDataRoute({ dashboards, readPanels, scrapeIntervalSeconds, asStaff, now })(http);

  return {
    http,
    background: [],
    // Without Users nobody comes in, without Prometheus there is nothing to see: it says so, and stays.
    checks: {},
    close: async () => {
      await Promise.all([callUsers.close(), callPrometheus.close()]);
    },
  };
};
