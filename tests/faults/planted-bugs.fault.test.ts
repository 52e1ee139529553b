import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { copyHouse } from './house-copy.ts';
import type { PlantedBug } from './planted/hunt.ts';
import { offsetBeforeTransaction } from './planted/offset-before-transaction.ts';
import { outboxOutsideTransaction } from './planted/outbox-outside-transaction.ts';
import { refundWithoutKey } from './planted/refund-without-key.ts';
import { reservationWithoutLock, seasons } from './planted/reservation-without-lock.ts';
import { printOutcome } from './report.ts';
import { runFaults } from './run.ts';

/** Bugs that share a house do their harm to different things, so that each is found for itself. */
const houses: readonly (readonly PlantedBug[])[] = [
  [offsetBeforeTransaction, refundWithoutKey],
  [outboxOutsideTransaction, reservationWithoutLock],
];

const QUIET_SECONDS = 20;

for (const bugs of houses) {
  test(`a fault run in a house with ${bugs.length} planted bugs`, async (t) => {
    const house = await copyHouse(
      bugs.map(({ patch }) => join(import.meta.dirname, 'planted', `${patch}.patch`)),
    );
    try {
      const outcome = await runFaults({
        ...seasons,
        port: 26_443,
        seed: 20_261_123,
        shoppers: 16,
        tempers: [[1, 'pays']],
        generous: true,
        ordeal: async (scene) => {
          await Promise.all(bugs.map(({ hunt }) => hunt(scene)));
          return new Map();
        },
        startArguments: [
          ...['--only', 'users,products,orders,payments,notifications'],
          ...['--set', 'payments.PROVIDER_DEADLINE_MS=1500'],
        ],
        house: house.folder,
        quietSeconds: QUIET_SECONDS,
        report: (line) => t.diagnostic(line),
      });
      t.diagnostic(printOutcome(outcome));
      for (const { what, verdict, evidence } of bugs) {
        await t.test(`a fault run finds it out when ${what}`, () => {
          const found = outcome.findings[verdict].some((finding) => evidence.test(finding));
          assert.ok(found, `nothing like ${evidence} in ${verdict}:\n${printOutcome(outcome)}`);
        });
      }
    } finally {
      await house.remove();
    }
  });
}
