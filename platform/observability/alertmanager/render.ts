export type AlertmanagerOptions = {
  /**
   * Path of a file that holds a Slack webhook's URL, a secret. Without one the alerts are seen on
   * Alertmanager's own page.
   */
  readonly slackWebhookFile: string | null;
};

const slackReceiver = (webhookFile: string): string[] => [
  '  - name: slack',
  '    slack_configs:',
  `      - api_url_file: ${JSON.stringify(webhookFile)}`,
  '        send_resolved: true',
  `        title: '{{ .Status | toUpper }}: {{ .CommonLabels.alertname }}'`,
  `        text: '{{ range .Alerts }}{{ .Annotations.summary }}{{ "\\n" }}{{ end }}'`,
];

/** Who is told what: alerts of one kind and service come as one message. */
export const renderAlertmanager = ({ slackWebhookFile }: AlertmanagerOptions): string =>
  [
    'route:',
    `  receiver: ${slackWebhookFile === null ? 'page' : 'slack'}`,
    '  group_by: [alertname, service]',
    '  group_wait: 5s',
    '  group_interval: 1m',
    '  repeat_interval: 4h',
    'receivers:',
    ...(slackWebhookFile === null ? ['  - name: page'] : slackReceiver(slackWebhookFile)),
    '',
  ].join('\n');
