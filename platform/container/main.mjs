// What the image's argument means: `orders`, `storefront-bff`, `set-up`, `operator parked list`. Plain JavaScript and
// nothing imported but Node's own: it becomes the program that was meant.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../..');
const [name = '', ...rest] = process.argv.slice(2);
const entry = [join(root, 'programs', `${name}.mjs`), join(root, 'platform/container', name, 'main.ts')].find(
  (path) => /^(?!part-)[a-z][a-z0-9-]*$/.test(name) && existsSync(path),
);

if (entry === undefined) {
  process.stderr.write(
    `There is nothing called ${JSON.stringify(name)} in this image: give the name of a service.\n`,
  );
  process.exit(64);
}

/** A database's address is configuration, its password a secret: where they come apart they are put together here. */
const { DATABASE_PASSWORD: password, DATABASE_URL: address } = process.env;
if (password !== undefined && address !== undefined) {
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  process.env.DATABASE_URL = url.href;
  delete process.env.DATABASE_PASSWORD;
}

// In this very process: to start Node once more would be a tenth of the whole start.
process.argv = [process.execPath, entry, ...rest];
await import(pathToFileURL(entry).href);
