import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Whatever runs for as long as the shop does. Other programs run from their sources. */
const PATTERNS = [
  'services/*/src/main.ts',
  'edge/*-bff/src/main.ts',
  'platform/observability/*/main.ts',
  'platform/local/{payment-sandbox,mail-catcher,slack-receiver}/main.ts',
];

/** The programs of the checkout at `root`: the absolute path of each one's entry, by its name. */
export const findPrograms = (root: string): Record<string, string> =>
  Object.fromEntries(
    PATTERNS.flatMap((pattern) => globSync(pattern, { cwd: root }))
      .sort()
      .map((path) => [basename(dirname(path.replace('/src/', '/'))), join(root, path)]),
  );
