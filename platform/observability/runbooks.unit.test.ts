import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ruleFiles } from './prometheus/rules.ts';

const repository = join(import.meta.dirname, '../..');

test('every alert names a runbook that is there and is called like the alert in its first line', () => {
  let alerts = 0;
  for (const file of ruleFiles()) {
    for (const rule of readFileSync(file, 'utf8').split('- alert: ').slice(1)) {
      const alert = rule.split('\n')[0];
      const runbook = /^\s+runbook: (\S+)$/m.exec(rule)?.[1] ?? '';
      assert.ok(existsSync(join(repository, runbook)), `${alert}: ${runbook} is there`);
      const [title] = readFileSync(join(repository, runbook), 'utf8').split('\n');
      assert.equal(title, `# ${alert}`);
      alerts += 1;
    }
  }
  assert.ok(alerts > 5);
});
