type Links = { readonly runbooksUrl: string; readonly dashboardsUrl: string };

const TIME = '2006-01-02 15:04:05';

/** Slack takes three signs for its own. */
const said = (what: string): string =>
  `{{ ${what} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`;

/** What, where, how bad, since when, and where to go from here. Each alert of the group has its own lines. */
const alertLines = ({ runbooksUrl, dashboardsUrl }: Links): string =>
  [
    `*${said('.Annotations.summary')}*`,
    said('.Annotations.description'),
    [
      '{{ .Labels.severity }}',
      '{{ with .Labels.instance }}`{{ . }}` · {{ else }}{{ with .Labels.service }}`{{ . }}` · {{ end }}{{ end }}owner {{ .Labels.owner }}',
      `since {{ .StartsAt.UTC.Format "${TIME}" }} UTC{{ if eq .Status "resolved" }}, over at {{ .EndsAt.UTC.Format "${TIME}" }} UTC{{ end }}`,
    ].join(' · '),
    [
      `<${runbooksUrl}/{{ .Annotations.runbook_url }}|Runbook>`,
      `<${dashboardsUrl}/{{ .Annotations.dashboard }}|Dashboard>`,
      '<{{ .GeneratorURL }}|Expression>',
    ].join(' · '),
  ].join('\n');

/** The fields of Alertmanager's `slack_config`, as templates. */
export const slackMessage = (severity: 'critical' | 'warning', links: Links) => {
  const title =
    '{{ if eq .Status "firing" }}FIRING{{ if gt (len .Alerts.Firing) 1 }} ({{ .Alerts.Firing | len }}){{ end }}{{ else }}RESOLVED{{ end }}: ' +
    '{{ .CommonLabels.alertname }}{{ with .CommonLabels.service }} · {{ . }}{{ end }}';
  return {
    username: 'Fondaco alerts',
    title,
    title_link: '{{ .ExternalURL }}',
    fallback: `${title}: {{ range .Alerts }}{{ .Annotations.summary }} {{ end }}`,
    color: `{{ if eq .Status "firing" }}${severity === 'critical' ? 'danger' : 'warning'}{{ else }}good{{ end }}`,
    ...(severity === 'critical' ? { pretext: '{{ if eq .Status "firing" }}<!channel>{{ end }}' } : {}),
    text: `{{ range .Alerts }}${alertLines(links)}\n\n{{ end }}`,
  };
};
