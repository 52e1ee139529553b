import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { exporterTools } from '../../platform/local/run-plan/exporter-processes.ts';
import { leaksIn } from './leaks.ts';
import { runCommand } from './run-command.ts';
import type { Tallied } from './tally-reporter.ts';

export type Tally = { passed: number; failed: number };

/**
 * One step of `npm test`. `needs` names the real parts that it cannot do without: they are started
 * before it, and a part that does not start fails the phase.
 */
export type Phase = {
  name: string;
  needs: readonly ('postgres' | 'kafka')[];
  tools: readonly string[];
  run: (context: { env: NodeJS.ProcessEnv; filters: readonly string[] }) => Promise<Tally>;
};

const repository = join(import.meta.dirname, '../..');
const bin = (path: string): string => join(repository, 'node_modules', path);

/** A check is one thing that passes or fails; what it prints matters only when it fails. */
const check = (name: string, ...commands: readonly (readonly string[])[]): Phase => ({
  name,
  needs: [],
  tools: [],
  run: async ({ env }) => {
    const tally = { passed: 0, failed: 0 };
    for (const command of commands) {
      const { code, output } = await runCommand(command, { cwd: repository, env, quiet: true });
      if (code === 0) tally.passed += 1;
      else {
        tally.failed += 1;
        process.stdout.write(output);
      }
    }
    return tally;
  },
});

const SHOWN = 12;
const WORTH_A_LINE_MS = 5_000;

/** The files that a phase waits for, one a line. */
const slowest = (files: Tallied['files']): string =>
  files
    .filter(({ milliseconds }) => milliseconds >= WORTH_A_LINE_MS)
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, SHOWN)
    .map(
      ({ file, milliseconds }) =>
        `${(milliseconds / 1_000).toFixed(1).padStart(7)} s  ${relative(repository, file)}\n`,
    )
    .join('');

/** Tests may hand secrets to the system, but neither it nor they may print them. */
const reportLeaks = (output: string): number => {
  const leaks = leaksIn(output);
  for (const leak of leaks) process.stdout.write(`✖ the output holds ${leak}\n`);
  return leaks.length;
};

const nodeTests = (
  name: string,
  pattern: string,
  options: { needs?: Phase['needs']; tools?: readonly string[]; concurrency: number },
): Phase => ({
  name,
  needs: options.needs ?? [],
  tools: options.tools ?? [],
  run: async ({ env, filters }) => {
    const files: string[] = [];
    for await (const file of glob(pattern, {
      cwd: repository,
      exclude: (path) => path.includes('node_modules') || path.startsWith('.fondaco'),
    })) {
      if (filters.length === 0 || filters.some((filter) => file.startsWith(filter))) files.push(file);
    }
    if (files.length === 0) return { passed: 0, failed: filters.length > 0 ? 0 : 1 };
    const scratch = await mkdtemp(join(tmpdir(), 'fondaco-tally-'));
    const tallyFile = join(scratch, 'tally.json');
    const { code, output } = await runCommand(
      [
        process.execPath,
        '--test',
        `--test-concurrency=${options.concurrency}`,
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        `--test-reporter=${join(import.meta.dirname, 'tally-reporter.ts')}`,
        `--test-reporter-destination=${tallyFile}`,
        ...files.sort(),
      ],
      { cwd: repository, env },
    );
    const { counts, files: timed } = JSON.parse(await readFile(tallyFile, 'utf8')) as Tallied;
    await rm(scratch, { recursive: true });
    process.stdout.write(slowest(timed));
    // A test that did not run proves nothing: skipped, todo and cancelled ones count as failed.
    const failed = counts.failed + counts.cancelled + counts.skipped + counts.todo + reportLeaks(output);
    return { passed: counts.passed, failed: failed === 0 && code !== 0 ? 1 : failed };
  },
});

const interfaces = ['edge/storefront', 'edge/backoffice'];

const interfaceTests: Phase = {
  name: 'interfaces',
  needs: [],
  tools: [],
  run: async ({ env }) => {
    const tally = { passed: 0, failed: 0 };
    for (const folder of interfaces) {
      const { passed, failed } = await testInterface(folder, env);
      tally.passed += passed;
      tally.failed += failed;
    }
    return tally;
  },
};

const testInterface = async (folder: string, env: NodeJS.ProcessEnv): Promise<Tally> => {
  const scratch = await mkdtemp(join(tmpdir(), 'fondaco-tally-'));
  const tallyFile = join(scratch, 'tally.json');
  const { code } = await runCommand(
    [
      process.execPath,
      bin('vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${tallyFile}`,
    ],
    { cwd: join(repository, folder), env },
  );
  const counts = JSON.parse(await readFile(tallyFile, 'utf8')) as {
    numPassedTests: number;
    numTotalTests: number;
  };
  await rm(scratch, { recursive: true });
  const failed = counts.numTotalTests - counts.numPassedTests;
  return { passed: counts.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
};

const tsc = bin('typescript-7/bin/tsc');
const node = process.execPath;

/** Cheapest first, so that a slip shows before anything is started. */
export const phases: readonly Phase[] = [
  check(
    'types',
    [node, tsc, '-p', 'tsconfig.json'],
    ...interfaces.map((folder) => [node, tsc, '-p', `${folder}/tsconfig.json`]),
  ),
  check('format', [node, bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']),
  check('lint', [node, bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']),
  check('boundaries', [
    node,
    bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
    '--config',
    '.dependency-cruiser.cjs',
    ...['topology.ts', 'chassis', 'contracts', 'services', 'edge', 'platform', 'tests', 'tools'],
  ]),
  check('unused', [node, bin('knip/bin/knip.js')]),
  nodeTests('unit', '**/*.unit.test.ts', { concurrency: 2 }),
  interfaceTests,
  nodeTests('component', '**/*.component.test.ts', {
    needs: ['postgres', 'kafka'],
    tools: ['java', 'mvn', 'nginx', 'prometheus', 'promtool', 'alertmanager', 'amtool', ...exporterTools],
    concurrency: 2,
  }),
  nodeTests('end-to-end', 'tests/**/*.{e2e,fault}.test.ts', {
    tools: [
      'java',
      'mvn',
      'nginx',
      'prometheus',
      'promtool',
      'alertmanager',
      ...exporterTools,
      'chromium',
      'certutil',
    ],
    concurrency: 1,
  }),
];
