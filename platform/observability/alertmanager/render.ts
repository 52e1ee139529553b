import { inhibitions } from './inhibitions.ts';
import { slackMessage } from './slack-message.ts';

export type AlertmanagerOptions = {
  /** Path of a file that holds a Slack webhook's URL, a secret. */
  readonly slackWebhookFile: string;
  /** Where the files are that alerts name, `docs/runbooks/…` below it: a page of the repository. */
  readonly runbooksUrl: string;
  /** Where the dashboards are, below it their names: Grafana's `…/d`, or the page of operations. */
  readonly dashboardsUrl: string;
  /** Alerts of one kind and service that fire within this time come as one message. */
  readonly groupWaitSeconds?: number;
  /** Between two messages of one kind and service; also until it is said that it is over. */
  readonly groupIntervalSeconds?: number;
};

/** How long it takes until somebody who has not reacted is told again. */
const REPEAT = { critical: '1h', warning: '12h' } as const;

/**
 * Who is told what: alerts of one kind and service come as one message. What is critical calls everybody in the
 * channel and is repeated every hour; a warning waits for whoever looks.
 */
export const renderAlertmanager = (options: AlertmanagerOptions): string => {
  const { slackWebhookFile, groupWaitSeconds = 15, groupIntervalSeconds = 60 } = options;
  const severities = ['critical', 'warning'] as const;
  return [
    'route:',
    '  receiver: warning',
    '  group_by: [alertname, service]',
    `  group_wait: ${groupWaitSeconds}s`,
    `  group_interval: ${groupIntervalSeconds}s`,
    `  repeat_interval: ${REPEAT.warning}`,
    '  routes:',
    ...severities.flatMap((severity) => [
      `    - matchers: ['severity="${severity}"']`,
      `      receiver: ${severity}`,
      `      repeat_interval: ${REPEAT[severity]}`,
    ]),
    ...inhibitions(),
    'receivers:',
    ...severities.flatMap((severity) => [
      `  - name: ${severity}`,
      '    slack_configs:',
      `      - api_url_file: ${JSON.stringify(slackWebhookFile)}`,
      '        send_resolved: true',
      ...Object.entries(slackMessage(severity, options)).map(
        ([field, template]) => `        ${field}: ${JSON.stringify(template)}`,
      ),
    ]),
    '',
  ].join('\n');
};
