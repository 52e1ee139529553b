import { parseArgs, styleText } from 'node:util';
import { startKafkaForTests } from '../../platform/local/kafka/broker-for-tests.ts';
import { startPostgresForTests } from '../../platform/local/postgres/server-for-tests.ts';
import { requireTools } from '../../platform/local/setup/system-packages.ts';
import { type Phase, phases, type Tally } from './phases.ts';

const usage = `Usage: npm test -- [--only PHASE,…] [PATH …]

Runs everything, or only some phases, or only the test files below the paths.
Phases: ${phases.map(({ name }) => name).join(', ')}
`;

const readArguments = (): { chosen: readonly Phase[]; filters: string[] } => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(usage);
    process.exit(0);
  }
  const names = values.only?.split(',') ?? phases.map(({ name }) => name);
  const unknown = names.filter((name) => !phases.some((phase) => phase.name === name));
  if (unknown.length > 0) throw new Error(`There is no phase ${unknown.join(', ')}.\n\n${usage}`);
  return { chosen: phases.filter(({ name }) => names.includes(name)), filters: positionals };
};

const report = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** The real parts that component tests run against: started once, for all that need them. */
const startParts = async (needs: ReadonlySet<string>) => {
  const stops: (() => Promise<void>)[] = [];
  const env: NodeJS.ProcessEnv = { ...process.env };
  if (needs.has('postgres')) {
    const server = await startPostgresForTests();
    stops.push(server.stop);
    env.TEST_POSTGRES_URL = server.url;
  }
  if (needs.has('kafka')) {
    const broker = await startKafkaForTests();
    stops.push(broker.stop);
    env.TEST_KAFKA_BROKERS = broker.brokers;
  }
  return {
    env,
    stop: async () => {
      for (const stop of stops.reverse()) await stop();
    },
  };
};

const runPhase = async (phase: Phase, filters: readonly string[]): Promise<Tally> => {
  report(styleText('bold', `\n── ${phase.name}`));
  const startedAt = performance.now();
  if (phase.tools.length > 0) await requireTools(phase.tools, { report });
  const parts = await startParts(new Set(phase.needs));
  try {
    const tally = await phase.run({ env: parts.env, filters });
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    report(`${phase.name}: ${tally.passed} passed, ${tally.failed} failed in ${seconds} s`);
    return tally;
  } finally {
    await parts.stop();
  }
};

const { chosen, filters } = readArguments();
const total = { passed: 0, failed: 0 };
for (const phase of chosen) {
  const tally = await runPhase(phase, filters);
  total.passed += tally.passed;
  total.failed += tally.failed;
}
report(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
