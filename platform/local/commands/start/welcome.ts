import { relative } from 'node:path';
import type { InstancePaths } from '../../instance/paths.ts';
import { type LocalAddresses, portOption } from '../../instance/ports.ts';
import { mailCatcher as mailCatcherName, paymentSandbox, standInsOf } from '../../instance/stand-ins.ts';
import { usesSlackReceiver } from '../../run-plan/monitoring-process.ts';
import type { Selection } from '../../run-plan/selection.ts';

/** What `start` prints once everything is up: where things are and what to do next. */
export const welcome = (options: {
  readonly selection: Selection;
  readonly addresses: LocalAddresses;
  /** Otherwise what is inside cannot be looked at from here. */
  readonly onLoopback: boolean;
  readonly paths: InstancePaths;
  readonly origin: string;
  readonly certificateAuthority: string;
  readonly port: number;
  readonly seconds: number;
}): string => {
  const { selection, addresses, paths, origin, port } = options;
  const { prometheus, alertmanager, grafana, mailCatcher, slackReceiver } = addresses;
  const standIns = new Set(standInsOf(selection.topology, addresses).map(({ name }) => name));
  const here = (path: string) => relative(paths.root, path);
  const flag = portOption(port);
  const lines: [string, string][] = [
    ...Object.values(selection.topology.interfaces).map(({ route }): [string, string] => [
      route === '/' ? 'Shop' : 'Back office',
      `${origin}${route}`,
    ]),
    ['API', `${origin}/api/v1/`],
    ...(standIns.has(mailCatcherName)
      ? [['Mails', `http://${mailCatcher.page.host}:${mailCatcher.page.port}/`] as [string, string]]
      : []),
    ...(selection.prometheus && options.onLoopback
      ? [['Prometheus', `http://${prometheus.host}:${prometheus.port}/`] as [string, string]]
      : []),
    ...(selection.alertmanager && options.onLoopback
      ? [['Alertmanager', `http://${alertmanager.host}:${alertmanager.port}/`] as [string, string]]
      : []),
    ...(selection.alertmanager && usesSlackReceiver(paths)
      ? [['Alerts', `http://${slackReceiver.page.host}:${slackReceiver.page.port}/`] as [string, string]]
      : []),
    ...(selection.grafana
      ? [['Grafana', `http://${grafana.host}:${grafana.port}/`] as [string, string]]
      : []),
    ['Logs', `${here(paths.log)}/`],
    ['Certificate', `${here(options.certificateAuthority)}`],
  ];
  return [
    '',
    `Fondaco is up after ${options.seconds.toFixed(1)} s.`,
    '',
    ...lines.map(([what, where]) => `  ${what.padEnd(14)}${where}`),
    '',
    ...(standIns.has(paymentSandbox)
      ? [
          '  No real money moves, and no mail leaves this machine. The card 4242 4242 4242 4242 pays,',
          '  4000 0000 0000 0002 is declined, 4000 0025 0000 3155 asks to be confirmed (any date, any code).',
          '',
        ]
      : []),
    '  Browsers warn until they trust that certificate authority, which was made for this instance alone:',
    `  import it as an authority, or try curl --cacert ${here(options.certificateAuthority)} ${origin}/`,
    '',
    '  From another terminal:',
    `    npm run fondaco -- status${flag}`,
    `    npm run fondaco -- logs orders --follow${flag}`,
    `    npm run fondaco -- staff add you@example.com${flag}`,
    `    npm run fondaco -- import products FILE.csv${flag}`,
    `    npm run fondaco -- orders ship ORDER_ID${flag}`,
    `    npm run fondaco -- kill orders-1${flag}`,
    '',
    '  Ctrl-C stops everything; the data stays.',
    '',
  ].join('\n');
};
