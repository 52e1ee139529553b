import { join } from 'node:path';
import type { Address } from '../../addresses.ts';
import { prometheus as dataSource } from './panels.ts';

export type GrafanaOptions = {
  /** Where Grafana listens. */
  readonly listen: Address;
  readonly prometheus: Address;
  readonly alertmanager: Address;
  readonly scrapeIntervalSeconds: number;
  /** Folder with the dashboards' JSON, as Grafana may read it. */
  readonly dashboards: string;
  /** Folders, as Grafana may use them. */
  readonly data: string;
  readonly logs: string;
  /** Folder that the provisioning files stand in. */
  readonly provisioning: string;
  /** Files with the password of `admin` and with what Grafana encrypts its own secrets with. */
  readonly adminPasswordFile: string;
  readonly secretKeyFile: string;
};

const url = ({ host, port }: Address): string => `http://${host}:${port}`;

/** JSON is YAML, too. */
const yaml = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const dataSources = ({ prometheus, alertmanager, scrapeIntervalSeconds }: GrafanaOptions): string =>
  yaml({
    apiVersion: 1,
    datasources: [
      {
        name: 'Prometheus',
        uid: dataSource.uid,
        type: dataSource.type,
        access: 'proxy',
        url: url(prometheus),
        isDefault: true,
        editable: false,
        jsonData: {
          // What $__rate_interval is reckoned from.
          timeInterval: `${scrapeIntervalSeconds}s`,
          httpMethod: 'POST',
          // The alert lists show Prometheus' rules.
          manageAlerts: true,
          alertmanagerUid: 'alertmanager',
        },
      },
      {
        name: 'Alertmanager',
        uid: 'alertmanager',
        type: 'alertmanager',
        access: 'proxy',
        url: url(alertmanager),
        editable: false,
        jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
      },
    ],
  });

const dashboardProviders = ({ dashboards }: GrafanaOptions): string =>
  yaml({
    apiVersion: 1,
    providers: [
      {
        name: 'fondaco',
        type: 'file',
        disableDeletion: true,
        allowUiUpdates: false,
        options: { path: dashboards },
      },
    ],
  });

type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

const ini = (sections: Sections): string =>
  Object.entries(sections)
    .map(([section, entries]) =>
      [`[${section}]`, ...Object.entries(entries).map(([key, value]) => `${key} = ${value}`), ''].join('\n'),
    )
    .join('\n');

/**
 * Anybody who can reach it may look: it listens where only the house's own people are. Changing something takes
 * `admin` and a password that was generated. It calls nobody outside.
 */
const configuration = (options: GrafanaOptions): string =>
  ini({
    paths: { data: options.data, logs: options.logs, provisioning: options.provisioning },
    server: { protocol: 'http', http_addr: options.listen.host, http_port: options.listen.port },
    security: {
      admin_user: 'admin',
      admin_password: `$__file{${options.adminPasswordFile}}`,
      secret_key: `$__file{${options.secretKeyFile}}`,
      disable_gravatar: true,
      cookie_samesite: 'strict',
    },
    users: { allow_sign_up: false, default_theme: 'system' },
    'auth.anonymous': { enabled: true, org_role: 'Viewer' },
    analytics: {
      reporting_enabled: false,
      check_for_updates: false,
      check_for_plugin_updates: false,
      feedback_links_enabled: false,
    },
    news: { news_feed_enabled: false },
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
    dashboards: { default_home_dashboard_path: join(options.dashboards, '01-overview.json') },
    // Prometheus evaluates the rules, Alertmanager tells people; Grafana shows.
    unified_alerting: { enabled: true, execute_alerts: false },
  });

/** Configuration of Grafana 11 to 13: content by file name, `provisioning/…` below the folder of that name. */
export const renderGrafana = (options: GrafanaOptions): Readonly<Record<string, string>> => ({
  'grafana.ini': configuration(options),
  'provisioning/datasources/prometheus.yml': dataSources(options),
  'provisioning/dashboards/fondaco.yml': dashboardProviders(options),
});
