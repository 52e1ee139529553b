import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { topology } from '../../topology.ts';
import { prepareCompose } from './prepare.ts';
import { renderCompose } from './render.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runbooks: { type: 'string' } },
});
const [command] = positionals;

if (command === 'render') {
  for (const [path, text] of Object.entries(renderCompose(topology))) {
    const file = join(import.meta.dirname, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
} else if (command === 'prepare') {
  await prepareCompose(topology, join(import.meta.dirname, 'secrets'), values.runbooks);
  console.log('Go on with: docker compose -f platform/compose/compose.yaml up --build');
} else {
  console.error('Usage: node platform/compose/main.ts render | prepare [--runbooks URL]');
  process.exitCode = 2;
}
