import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '@fondaco/chassis/testing';
import { request } from 'undici';
import { askDatabase } from '../system/database.ts';
import { repository, type System, startSystem } from '../system/system.ts';

const data = join(repository, 'tests/replay/online-retail');

/** In the order of their deaths. Each dies while orders are being placed. */
const victims = [
  'orders',
  'products',
  'kafka',
  'postgres-orders',
  'postgres-products',
  'postgres-users',
  'users',
];

let system: System;

before(async () => {
  system = await startSystem({ port: 25_443, args: ['--fresh'] });
});

after(async () => {
  await system.stop();
});

/** Orders that the running process of orders has placed since its start. */
const placedSinceStart = async (): Promise<number> => {
  const { host, port } = system.addresses.replicas.orders?.[0]?.management ?? { host: '', port: 0 };
  const answer = await request(`http://${host}:${port}/metrics`);
  const match = /^orders_placed_total(?:\{[^}]*\})? (\d+)/m.exec(await answer.body.text());
  return Number(match?.[1] ?? 0);
};

const placedInAll = async () => {
  const [placed] = await askDatabase<{ orders: number; units: number }>(
    system,
    'orders',
    'SELECT count(DISTINCT order_id) AS orders, sum(quantity)::bigint AS units FROM order_line',
  );
  return placed;
};

test('kill -9 of every part during a replay: it ends with exactly the expected numbers', async (t) => {
  const expected = JSON.parse(await readFile(join(data, 'expected.json'), 'utf8'));
  const imported = await system.fondaco('import', 'products', join(data, 'products.csv'), '--json');
  assert.equal(imported.code, 0, imported.stderr);

  const { result } = system.fondacoInBackground('replay', join(data, 'invoices.csv'), '--json');
  for (const victim of victims) {
    // A hundred more orders after the last death: the system had come back and was at work again.
    const before = await eventually(placedSinceStart, { within: 60_000 });
    await eventually(
      async () => {
        const placed = await placedSinceStart();
        assert.ok(placed < before || placed >= before + 100, `${placed} placed, ${before} before`);
      },
      { within: 60_000 },
    );
    const killed = await system.fondaco('kill', victim);
    assert.equal(killed.code, 0, killed.stderr);
    t.diagnostic(`killed ${victim}`);
  }
  const replayed = await result;
  assert.equal(replayed.code, 0, replayed.stderr);
  assert.deepEqual(JSON.parse(replayed.stdout), expected.replay);

  // The API could hide what nobody asks for: both databases must tell the same story.
  assert.deepEqual(await placedInAll(), { orders: expected.replay.orders, units: expected.replay.units });
  const [reserved] = await askDatabase<{ units: number; ledger: number }>(
    system,
    'products',
    `SELECT (SELECT sum(reserved)::bigint FROM stock) AS units,
      (SELECT sum(reserved_delta)::bigint FROM stock_movement) AS ledger`,
  );
  assert.deepEqual(reserved, { units: expected.replay.units, ledger: expected.replay.units });

  const status = JSON.parse((await system.fondaco('status', '--json')).stdout) as {
    processes: { name: string; restarts: number }[];
  };
  for (const victim of victims) {
    const restarts = status.processes
      .filter(({ name }) => name === victim || name.startsWith(`${victim}-`))
      .reduce((sum, process) => sum + process.restarts, 0);
    assert.ok(restarts >= 1, `${victim} died and came back`);
  }
});

test('kill -9 of npm start itself: the next start ends what it left, and has the same data', async () => {
  const before = await placedInAll();
  await system.kill();
  // Nobody stopped them: the services are still there.
  assert.ok((await placedSinceStart()) >= 0);

  system = await startSystem({ port: 25_443 });
  assert.match(system.printed(), /Ended what the last run left: .*orders-1/);
  assert.deepEqual(await placedInAll(), before);
  const { code, stderr } = await system.fondaco('import', 'products', join(data, 'products.csv'), '--json');
  assert.equal(code, 0, stderr);
});
