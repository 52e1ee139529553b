import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@fondaco/chassis/testing';
import { copyHouse } from '../faults/house-copy.ts';
import { printOutcome } from '../faults/report.ts';
import { runFaults, type Scene } from '../faults/run.ts';
import type { Till } from '../faults/till.ts';
import { askDatabase } from '../system/database.ts';
import { shopperOf } from '../system/shopper.ts';

const parts = ['users', 'products', 'payments', 'notifications', 'storefront-bff'];
const BROWSES_EVERY_MS = 20;

/** The one thing that may happen to a request: its connection breaks, and the same again is answered. */
const borne = 'no answer';

test('replicas come, go and are replaced by a new version under load: no request fails, no order is lost or doubled', async (t) => {
  const house = await copyHouse([]);
  const browsed = new Map<string, number>();
  try {
    const outcome = await runFaults({
      port: 26_443,
      seed: 20_261_129,
      shoppers: 8,
      tempers: [
        [4, 'pays'],
        [1, 'pays and cancels at once'],
        [1, 'is declined, pays'],
      ],
      startArguments: ['--only', 'storefront-bff,payments,notifications'],
      house: house.folder,
      report: (line) => t.diagnostic(line),
      ordeal: async (scene) => {
        const leave = new AbortController();
        const browsing = browse(scene, browsed, leave.signal);
        const fondaco = operator(scene);
        await moreOrders(scene.till);
        await fondaco('scale', 'products', '3');
        await moreOrders(scene.till);
        await fondaco('scale', 'products', '1');
        await fondaco('scale', 'orders', '2');
        await house.apply(join(import.meta.dirname, 'next-version.patch'));
        await fondaco('roll', 'orders');
        for (const part of parts) await fondaco('roll', part);
        await moreOrders(scene.till);
        assert.deepEqual(await versions(scene), { old: true, next: true });
        leave.abort();
        await browsing;
        return new Map();
      },
    });
    t.diagnostic(printOutcome(outcome));
    t.diagnostic(`browsed          ${JSON.stringify(Object.fromEntries(browsed))}`);
    assert.equal(outcome.passed, true, printOutcome(outcome));
    assert.deepEqual(
      [...Object.keys(outcome.unanswered), ...browsed.keys()].filter(
        (what) => what !== borne && what !== '200',
      ),
      [],
    );
  } finally {
    await house.remove();
  }
});

const operator =
  ({ system, report }: Scene) =>
  async (...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await system().fondaco(...args);
    report(`${args.join(' ')}: ${stdout.trim()}`);
    assert.equal(code, 0, stderr);
  };

/** Waits until people have gone on shopping for a while. */
const moreOrders = async (till: Till): Promise<void> => {
  const confirmed = () => till.decidedIn.length;
  const before = confirmed();
  await eventually(() => assert.ok(confirmed() >= before + 20), { within: 60_000 });
};

/** Whether the old and the new version placed orders while the new column was there already. */
const versions = async ({ system }: Scene): Promise<{ old: boolean; next: boolean }> => {
  const [row] = await askDatabase<{ old: boolean; next: boolean }>(
    system(),
    'orders',
    `select bool_or(placed_by is null) as old, bool_or(placed_by is not null) as next from customer_order
     where placed_at > (select max(run_on) from migration.migrations)`,
  );
  return row ?? assert.fail('no answer');
};

/** Looks around without a pause, as somebody does who has not decided yet. Counts answers by status. */
const browse = async (
  { system }: Scene,
  answers: Map<string, number>,
  signal: AbortSignal,
): Promise<void> => {
  const visitor = await shopperOf(system());
  const note = (what: string) => answers.set(what, (answers.get(what) ?? 0) + 1);
  for (let n = 0; !signal.aborted; n += 1) {
    const look = () =>
      visitor.call('GET', n % 2 === 0 ? '/bff/session' : `/api/v1/products?limit=${1 + (n % 24)}`);
    const first = await look().catch(() => null);
    note(String(first?.status ?? borne));
    if (first === null) note(String((await look().catch(() => null))?.status ?? `${borne} again`));
    await delay(BROWSES_EVERY_MS);
  }
  await visitor.close();
};
