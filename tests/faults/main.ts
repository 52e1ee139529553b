import { parseArgs } from 'node:util';
import { drawnFaults } from './drawn-faults.ts';
import { everyPart } from './fault.ts';
import { printOutcome } from './report.ts';
import { runFaults } from './run.ts';

const usage = `Usage: npm run faults -- [--minutes N] [--seed S] [--shoppers N] [--port P] [--json]

Runs the whole system on three brokers under load, with faults that follow from the seed, then compares what
shoppers, orders, payments, provider, stock and mailboxes have in their books. Exits 1 when they disagree.
`;

/** A positive number, or a sentence and exit code 2. */
const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) refuse(`--${name} ${text}: give a number above 0.`);
  return value;
};

const refuse = (sentence: string): never => {
  process.stderr.write(`${sentence}\n\n${usage}`);
  process.exit(2);
};

const readArguments = () => {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '5' },
        seed: { type: 'string', default: String(Date.now() % 1_000_000) },
        shoppers: { type: 'string', default: '8' },
        port: { type: 'string', default: '26443' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};

const options = readArguments();
if (options.help) process.stdout.write(usage);
else {
  const began = performance.now();
  const outcome = await runFaults({
    port: positive('port', options.port),
    seed: positive('seed', options.seed),
    shoppers: positive('shoppers', options.shoppers),
    ordeal: drawnFaults(everyPart, positive('minutes', options.minutes)),
    startArguments: ['--brokers', '3', '--replicas', 'orders=2,payments=2,products=2'],
    report: (line) => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(7);
      process.stderr.write(`${seconds} s  ${line}\n`);
    },
  });
  process.stdout.write(`${options.json ? JSON.stringify(outcome, null, 2) : printOutcome(outcome)}\n`);
  process.exitCode = outcome.passed ? 0 : 1;
}
