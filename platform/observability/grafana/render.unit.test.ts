import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { dashboards } from './dashboards.ts';
import { dashboardFolder } from './files.ts';
import { renderGrafana } from './render.ts';

const files = renderGrafana({
  listen: { host: '127.0.0.1', port: 3000 },
  prometheus: { host: '127.0.0.1', port: 9090 },
  alertmanager: { host: '127.0.0.1', port: 9093 },
  scrapeIntervalSeconds: 5,
  dashboards: dashboardFolder,
  data: '/data/grafana',
  logs: '/log/grafana',
  provisioning: '/conf/grafana/provisioning',
  adminPasswordFile: '/secrets/grafana.admin-password',
  secretKeyFile: '/secrets/grafana.secret-key',
});
const configuration = files['grafana.ini'] ?? '';
const provisioned = (name: string) => JSON.parse(files[`provisioning/${name}`] ?? 'null');
const setting = (section: string, key: string): string | undefined =>
  new RegExp(`^\\[${section.replace('.', '\\.')}\\]\n(?:.+\n)*?${key} = (.*)$`, 'm').exec(configuration)?.[1];

test('every panel asks a data source that is provisioned', () => {
  const provided = provisioned('datasources/prometheus.yml').datasources;
  const used = new Set(
    JSON.stringify(dashboards)
      .matchAll(/"type":"prometheus","uid":"([^"]+)"/g)
      .map(([, uid]) => uid),
  );
  assert.deepEqual([...used], ['prometheus']);
  const [prometheus, alertmanager] = provided;
  assert.equal(prometheus.uid, 'prometheus');
  assert.equal(prometheus.url, 'http://127.0.0.1:9090');
  assert.equal(prometheus.jsonData.timeInterval, '5s');
  assert.equal(prometheus.jsonData.alertmanagerUid, alertmanager.uid);
  assert.equal(alertmanager.url, 'http://127.0.0.1:9093');
});

test('the alert list asks the data source by the name that it is provisioned under', () => {
  const { name } = provisioned('datasources/prometheus.yml').datasources[0];
  const lists = dashboards.flatMap(({ panels = [] }) => panels.filter(({ type }) => type === 'alertlist'));
  assert.ok(lists.length > 0);
  for (const list of lists) assert.equal('options' in list && list.options.datasource, name);
});

test('dashboards come from the committed files and cannot be changed by hand', () => {
  const [provider] = provisioned('dashboards/fondaco.yml').providers;
  assert.equal(provider.options.path, dashboardFolder);
  assert.equal(provider.allowUiUpdates, false);
  assert.ok(existsSync(setting('dashboards', 'default_home_dashboard_path') ?? ''));
});

test('it listens where it is told, lets anybody there look, and keeps its secrets in files', () => {
  assert.equal(setting('server', 'http_addr'), '127.0.0.1');
  assert.equal(setting('server', 'http_port'), '3000');
  assert.equal(setting('auth.anonymous', 'enabled'), 'true');
  assert.equal(setting('auth.anonymous', 'org_role'), 'Viewer');
  assert.equal(setting('security', 'admin_password'), '$__file{/secrets/grafana.admin-password}');
  assert.equal(setting('security', 'secret_key'), '$__file{/secrets/grafana.secret-key}');
});

test('it calls nobody outside', () => {
  for (const key of ['reporting_enabled', 'check_for_updates', 'check_for_plugin_updates'])
    assert.equal(setting('analytics', key), 'false', key);
  assert.equal(setting('plugins', 'preinstall_disabled'), 'true');
  assert.equal(setting('news', 'news_feed_enabled'), 'false');
});
