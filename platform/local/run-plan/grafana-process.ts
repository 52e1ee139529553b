import { existsSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dashboardFolder } from '../../observability/grafana/files.ts';
import { renderGrafana } from '../../observability/grafana/render.ts';
import { Failure } from '../instance/failure.ts';
import type { InstancePaths } from '../instance/paths.ts';
import type { LocalAddresses } from '../instance/ports.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { ProcessSpec } from '../supervisor/process-spec.ts';
import { httpReady } from './http-ready.ts';
import { SCRAPE_INTERVAL_SECONDS } from './scraping.ts';

/**
 * Grafana with the house's data source and dashboards. Whoever can reach loopback may look; the password of `admin`
 * is among the secrets.
 */
export const grafanaProcess = async (options: {
  /** The absolute path of `grafana`. */
  readonly command: string;
  readonly paths: InstancePaths;
  readonly addresses: LocalAddresses;
  readonly secrets: Pick<Secrets, 'grafana'>;
}): Promise<ProcessSpec> => {
  const { command, paths, addresses, secrets } = options;
  const conf = join(paths.conf, 'grafana');
  const data = join(paths.data, 'grafana');
  const files = renderGrafana({
    listen: addresses.grafana,
    prometheus: addresses.prometheus,
    alertmanager: addresses.alertmanager,
    scrapeIntervalSeconds: SCRAPE_INTERVAL_SECONDS,
    dashboards: dashboardFolder,
    data,
    logs: join(paths.log, 'grafana'),
    provisioning: join(conf, 'provisioning'),
    adminPasswordFile: secrets.grafana.adminPassword.path,
    secretKeyFile: secrets.grafana.secretKey.path,
  });
  await mkdir(data, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(conf, name)), { recursive: true });
    await writeFile(join(conf, name), content);
  }
  return {
    name: 'grafana',
    part: 'grafana',
    command,
    args: ['server', `--homepath=${homeOf(command)}`, `--config=${join(conf, 'grafana.ini')}`],
    env: {},
    cwd: data,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    ready: () => httpReady(addresses.grafana, '/api/health'),
    // Its first start makes its database.
    readyTimeoutMs: 120_000,
  };
};

/** Where Grafana's own files are: in the packages for Debian, beside the command in the archive and Homebrew's. */
const homeOf = (command: string): string => {
  const beside = dirname(dirname(realpathSync(command)));
  const homes = [beside, join(beside, 'share/grafana'), '/usr/share/grafana'];
  const home = homes.find((folder) => existsSync(join(folder, 'conf/defaults.ini')));
  if (home === undefined)
    throw new Failure(`${command} has no conf/defaults.ini near it: install Grafana from its package.`);
  return home;
};
