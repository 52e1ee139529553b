import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnFaults } from './drawn-faults.ts';
import { everyPart } from './fault.ts';
import { printOutcome } from './report.ts';
import { runFaults } from './run.ts';

/** The long form is `npm run faults -- --minutes 30`. */
const MINUTES = 1;
/** Fewer would have met too few of the faults. How many there are is the machine's speed, and how long it was all away. */
const FEWEST_ORDERS = 20;

test('whatever is killed, frozen or away: nothing is lost, doubled, overcharged, oversold or stuck', async (t) => {
  const outcome = await runFaults({
    port: 26_443,
    seed: 20_261_123,
    shoppers: 6,
    ordeal: drawnFaults(everyPart, MINUTES),
    startArguments: ['--brokers', '3', '--replicas', 'orders=2,payments=2'],
    report: (line) => t.diagnostic(line),
  });
  t.diagnostic(printOutcome(outcome));
  assert.ok(outcome.acknowledged >= FEWEST_ORDERS, `only ${outcome.acknowledged} orders were acknowledged`);
  assert.equal(outcome.passed, true, printOutcome(outcome));
});
