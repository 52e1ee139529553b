import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Verdict } from './compare.ts';
import type { FaultPlan } from './fault.ts';
import { copyHouse } from './house-copy.ts';
import { printOutcome } from './report.ts';
import { type FaultRun, runFaults } from './run.ts';

type PlantedBug = {
  /** In `planted/`, against the code as it is. */
  readonly patch: string;
  readonly what: string;
  /** Any of these must have found something. */
  readonly verdicts: readonly Verdict[];
  readonly plan: FaultPlan;
  readonly startArguments?: readonly string[];
  readonly stockOf?: FaultRun['stockOf'];
  readonly fashionSeconds?: number;
  readonly shoppers?: number;
};

const nothing: FaultPlan = {
  weights: {},
  targets: [],
  seconds: [],
  victims: [],
  victimShare: 0,
  pause: [0.1, 0.5],
};

/** Each with the faults that it is afraid of, so that it shows soon. */
const planted: readonly PlantedBug[] = [
  {
    patch: 'offset-before-transaction',
    what: "a consumer's offset is committed before its transaction",
    verdicts: ['mailsMissing'],
    plan: {
      ...nothing,
      weights: { freeze: 1 },
      targets: ['postgres-notifications'],
      seconds: [2.5],
      victims: ['notifications'],
      victimShare: 1,
      // A member that was killed is missed after 6 s; only then does its successor get to read.
      pause: [6, 8],
    },
  },
  {
    patch: 'outbox-outside-transaction',
    what: 'events are written after the transaction that caused them',
    verdicts: ['mailsMissing', 'stuck', 'oversold'],
    // In between the orders come in at full speed again.
    plan: { ...nothing, weights: { kill: 1 }, targets: ['orders'], pause: [7, 9] },
  },
  {
    patch: 'reservation-without-lock',
    what: 'stock is reserved without a lock',
    verdicts: ['oversold'],
    // Frozen again and again while many want the same: both replicas find a queue, and too little for it.
    plan: { ...nothing, weights: { freeze: 1 }, targets: ['products'], seconds: [3] },
    startArguments: ['--replicas', 'products=2'],
    stockOf: () => 3,
    fashionSeconds: 4,
    shoppers: 40,
  },
  {
    patch: 'refund-without-key',
    what: 'a refund is asked for again under another key',
    verdicts: ['overcharged'],
    plan: { ...nothing, weights: { 'provider-faults': 1 } },
  },
];

const MINUTES = 0.35;
const QUIET_SECONDS = 20;

for (const {
  patch,
  what,
  verdicts,
  plan,
  startArguments = [],
  stockOf,
  fashionSeconds,
  shoppers = 12,
} of planted) {
  test(`a fault run finds it out when ${what}`, async (t) => {
    const house = await copyHouse(join(import.meta.dirname, 'planted', `${patch}.patch`));
    try {
      const outcome = await runFaults({
        port: 26_443,
        seed: 20_261_123,
        minutes: MINUTES,
        shoppers,
        plan,
        startArguments,
        house: house.folder,
        quietSeconds: QUIET_SECONDS,
        ...(stockOf ? { stockOf } : {}),
        ...(fashionSeconds ? { fashionSeconds } : {}),
        report: (line) => t.diagnostic(line),
      });
      t.diagnostic(printOutcome(outcome));
      assert.equal(outcome.passed, false);
      assert.ok(
        verdicts.some((verdict) => outcome.findings[verdict].length > 0),
        `none of ${verdicts.join(', ')} was found:\n${printOutcome(outcome)}`,
      );
    } finally {
      await house.remove();
    }
  });
}
