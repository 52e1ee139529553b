import assert from 'node:assert/strict';
import { test } from 'node:test';
import { javaVersion } from './java-version.ts';

test('the feature release is read from what every vendor prints', () => {
  const cases: [string, number][] = [
    ['openjdk 17.0.15 2025-04-15\nOpenJDK Runtime Environment (build 17.0.15+6-Debian-1deb12u1)', 17],
    ['java 21.0.1 2023-10-17 LTS\nJava(TM) SE Runtime Environment', 21],
    ['openjdk 25 2025-09-16', 25],
    ['openjdk 26-ea 2026-03-17', 26],
    ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk 11.0.2 2019-01-15', 11],
  ];
  for (const [printed, release] of cases) assert.equal(javaVersion(printed), release);
});

test('what is no version is none', () => {
  assert.equal(javaVersion('Unrecognized option: --version'), undefined);
  assert.equal(javaVersion(''), undefined);
});
