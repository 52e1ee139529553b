import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { topology } from '../../topology.ts';
import { ruleFiles, ruleTests } from './prometheus/rules.ts';
import { readRules } from './promql/rule-file.ts';

const repository = join(import.meta.dirname, '../..');
const alerts = ruleFiles()
  .flatMap(readRules)
  .filter((rule) => rule.alert !== undefined);

type RuleTests = {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
};
const cases = ruleTests().flatMap((file) =>
  (parse(readFileSync(file, 'utf8')) as RuleTests).tests.flatMap((one) => one.alert_rule_test ?? []),
);

test('every alert has a case in which it fires and one in which it does not', () => {
  for (const { alert } of alerts) {
    const own = cases.filter(({ alertname }) => alertname === alert);
    assert.ok(
      own.some(({ exp_alerts }) => exp_alerts.length > 0),
      `${alert} fires`,
    );
    assert.ok(
      own.some(({ exp_alerts }) => exp_alerts.length === 0),
      `${alert} does not fire`,
    );
  }
  assert.ok(alerts.length > 30);
});

test('every alert says how bad it is, whose it is, what it follows from, and what, where and how much', () => {
  const owners = [
    ...Object.keys(topology.services),
    'platform',
    '{{ $labels.service }}',
    '{{ $labels.service_peer_name }}',
  ];
  const causes = ['own-database', 'any-database', 'kafka', 'broker'];
  for (const { alert, labels = {}, annotations = {} } of alerts) {
    assert.ok(['critical', 'warning'].includes(labels.severity ?? ''), `${alert}: severity`);
    assert.ok(owners.includes(labels.owner ?? ''), `${alert}: owner`);
    for (const cause of (labels.follows ?? '').split(','))
      assert.ok(
        cause === '' || cause.startsWith('{{') || causes.includes(cause),
        `${alert}: follows ${cause}`,
      );
    assert.ok(annotations.summary && annotations.description, `${alert}: summary and description`);
    assert.match(annotations.dashboard ?? '', /^[a-z]+(\?var-[a-z]+=.+)?$/, `${alert}: dashboard`);
  }
});

test('every alert names a runbook of its own that says what it means, how to look and what to do', () => {
  const named = alerts.map(({ alert = '', annotations = {} }) => {
    const file = annotations.runbook_url ?? '';
    assert.ok(existsSync(join(repository, file)), `${alert}: ${file} is there`);
    const text = readFileSync(join(repository, file), 'utf8');
    assert.ok(text.startsWith(`# ${alert}\n`), `${file} is called ${alert}`);
    for (const part of ['**Means.**', '**Look.**', '**Do.**'])
      assert.ok(text.includes(part), `${file}: ${part}`);
    return file;
  });
  assert.equal(new Set(named).size, alerts.length);
  const there = readdirSync(join(repository, 'docs/runbooks')).map((file) => `docs/runbooks/${file}`);
  assert.deepEqual(there.sort(), named.sort(), 'no runbook without an alert');
});
