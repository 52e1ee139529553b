import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { buildPrograms, writePrograms } from './build.ts';

/*
 * `main.ts CHECKOUT FOLDER` writes all programs of the checkout into a folder that is not there yet, and prints a hash of
 * them. A process of its own: building takes 700 MB for a second.
 */
const [root, folder] = process.argv.slice(2).map((path) => resolve(path));
if (root === undefined || folder === undefined) throw new Error('Give a checkout and a folder.');
const files = await buildPrograms(root, folder);
await writePrograms(files, folder);
const hash = createHash('sha256');
for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
process.stdout.write(hash.digest('hex').slice(0, 16));
