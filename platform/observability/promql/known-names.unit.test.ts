import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleFiles } from '../prometheus/rules.ts';
import { panelExpressions } from './dashboard.ts';
import { readExpression } from './expression.ts';
import { fillVariables, problemsOf } from './known-names.ts';
import { readRules, recordedNames } from './rule-file.ts';

const recorded = recordedNames(ruleFiles());

test('every rule uses series and labels that are on the list, or that a rule makes', () => {
  let selectors = 0;
  for (const file of ruleFiles())
    for (const { alert, record, expr } of readRules(file)) {
      assert.deepEqual(problemsOf(expr, recorded), [], `${alert ?? record}`);
      selectors += readExpression(expr).selectors.length;
    }
  assert.ok(selectors > 60, `${selectors}`);
});

test('what is not on the list is found, wherever in an expression it stands', () => {
  for (const [expression, problem] of [
    ['sum(rate(http_requests_total[5m])) by (service)', /^http_requests_total is not on the list/],
    ['up == 0 and on (service) outbox_pending_rows > 3', /^outbox_pending_rows is not on the list/],
    ['max_over_time(deriv(outbox_size[5m])[1h:1m])', /^outbox_size is not on the list/],
    ['rate(http_server_request_duration_seconds[5m])', /^http_server_request_duration_seconds is not/],
    ['outbox_pending{topic="orders.order"}', /^outbox_pending has no label topic/],
    ['{job="services"}', /without the name/],
    ['sum(rate(up[5m])', /^no PromQL at character/],
  ] as const) {
    const problems = problemsOf(expression, recorded);
    assert.equal(problems.length, 1, expression);
    assert.match(problems[0] ?? '', problem);
  }
});

test("a panel is found with Grafana's variables in it, and a wrong one by its title", () => {
  const dashboard = {
    title: 'Service',
    panels: [
      {
        title: 'Requests',
        targets: [
          {
            expr: 'sum by (service) (rate(http_server_request_duration_seconds_count{service=~"$service"}[$__rate_interval]))',
          },
        ],
      },
      {
        title: 'A row',
        panels: [
          { title: 'Planted', targets: [{ expr: `rate(no_such_metric{service="\${service:regex}"}[1m])` }] },
        ],
      },
    ],
  };
  const found = panelExpressions(dashboard).map(({ panel, expr }) => [
    panel,
    problemsOf(fillVariables(expr), recorded),
  ]);
  assert.deepEqual(found, [
    ['Requests', []],
    ['Planted', ['no_such_metric is not on the list of contracts/telemetry']],
  ]);
});
