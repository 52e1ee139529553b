import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'rules');

/** Paths of the rule files; the `.test.yml` beside each is promtool's. */
export const ruleFiles = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.yml') && !name.endsWith('.test.yml'))
    .sort()
    .map((name) => join(folder, name));

/** Paths for `promtool test rules`. */
export const ruleTests = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.test.yml'))
    .sort()
    .map((name) => join(folder, name));
