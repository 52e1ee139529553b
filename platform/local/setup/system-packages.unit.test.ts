import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructions, requireTools } from './system-packages.ts';

test('on Debian and its kin one is told the packages that bring what is missing, each once', () => {
  assert.equal(
    instructions(['java', 'prometheus', 'promtool'], 'apt'),
    'Missing: Java 17 or later, Prometheus, promtool. Install with: sudo apt-get update && ' +
      'sudo apt-get install --no-install-recommends default-jre-headless prometheus',
  );
});

test('on macOS one is told the formulas', () => {
  assert.equal(
    instructions(['mvn', 'alertmanager', 'certutil'], 'homebrew'),
    'Missing: Maven, Alertmanager, certutil. Install with: brew install maven alertmanager nss',
  );
});

test('elsewhere one is told the commands that must be there', () => {
  assert.equal(
    instructions(['java', 'alertmanager'], 'other'),
    'Missing: Java 17 or later, Alertmanager. Install with the package manager of this system, ' +
      'so that PATH has: java, prometheus-alertmanager or alertmanager',
  );
});

test('a name that is no tool is a mistake of whoever asks', async () => {
  await assert.rejects(requireTools(['jawa'], { report: () => {} }), /Unknown tools: jawa/);
});
