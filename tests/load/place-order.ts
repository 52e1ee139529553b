import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@fondaco/chassis/testing';
import { Pool } from 'undici';
import { controlClient } from '../../platform/local/control/client.ts';
import { openDatabase } from '../system/database.ts';
import { shopperOf } from '../system/shopper.ts';
import type { System } from '../system/system.ts';
import { articles } from './checkout-load.ts';
import { percentile } from './statistics.ts';

const ROUNDS = 5;
const WARM_UP_MS = 3_000;

export type PlaceOrderFigures = {
  /** Requests a second, the median of the rounds. */
  readonly service: number;
  readonly raw: number;
  /** The median of the rounds' own ratios: what else the machine does weighs on both. */
  readonly ratio: number;
};

/**
 * `POST /v1/orders` of the service alone against the raw limit, turn by turn on the same database. What the other
 * services would do with the events is left out: they are stopped.
 */
export const measurePlaceOrder = async (
  system: System,
  options: { readonly atOnce: number; readonly seconds: number; readonly report: (line: string) => void },
): Promise<PlaceOrderFigures> => {
  const file = join(tmpdir(), `fondaco-load-${system.port}.csv`);
  await writeFile(file, articles());
  const imported = await system.fondaco('import', 'products', file, '--json');
  if (imported.code !== 0) throw new Error(imported.stderr);
  const shopper = await shopperOf(system);
  const { accessToken } = await shopper.register();
  await shopper.close();
  await knowsArticles(system);
  const control = controlClient({
    paths: system.paths,
    address: system.addresses.control,
    port: system.port,
  });
  for (const part of ['products', 'payments', 'notifications']) await control.stop(part);

  const databaseUrl = await readFile(join(system.paths.secrets, 'orders.database-url'), 'utf8');
  const raw = spawn(process.execPath, [join(import.meta.dirname, 'raw-place-order.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl.trim() },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(raw.stdout, 'data')) as [Buffer];
    const { host, port } = system.addresses.replicas.orders?.[0]?.http ?? { host: '', port: 0 };
    const service = load(`http://${host}:${port}`, accessToken, options.atOnce);
    const limit = load(line.toString('utf8').trim(), accessToken, options.atOnce);
    await service(WARM_UP_MS);
    await limit(WARM_UP_MS);
    const rounds: { service: number; raw: number }[] = [];
    const turn = (options.seconds * 1_000) / ROUNDS / 2;
    for (let round = 1; round <= ROUNDS; round++) {
      rounds.push({ service: await service(turn), raw: await limit(turn) });
      const { service: ours, raw: theirs } = rounds.at(-1) ?? { service: 0, raw: 0 };
      options.report(`round ${round}: service ${ours.toFixed(0)}/s, raw ${theirs.toFixed(0)}/s`);
    }
    return {
      service: percentile(
        rounds.map((round) => round.service),
        0.5,
      ),
      raw: percentile(
        rounds.map((round) => round.raw),
        0.5,
      ),
      ratio: percentile(
        rounds.map((round) => round.service / round.raw),
        0.5,
      ),
    };
  } finally {
    raw.kill('SIGKILL');
  }
};

/** Orders has to have its own copy of the articles, or it would ask Products about each of them. */
const knowsArticles = async (system: System): Promise<void> => {
  const db = await openDatabase(system, 'orders');
  try {
    await eventually(
      async () => {
        const { rows } = await db.query<{ known: number }>({
          name: 'known',
          text: "select count(*)::int as known from product_copy_variant where sku like 'LOAD-%'",
        });
        if (rows[0]?.known !== 50) throw new Error(`${rows[0]?.known} of 50 articles are known`);
      },
      { within: 30_000 },
    );
  } finally {
    await db.close();
  }
};

/** Answers a function that orders for so many milliseconds, `atOnce` at a time, and answers orders a second. */
const load = (origin: string, token: string, atOnce: number) => {
  const pool = new Pool(origin, { connections: atOnce });
  const order = async (): Promise<void> => {
    const answer = await pool.request({
      method: 'POST',
      path: '/v1/orders',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({
        lines: [1, 2].map((n) => ({ sku: `LOAD-${n * (1 + Math.floor(Math.random() * 25))}`, quantity: 1 })),
        email: 'somebody@shopper.example',
        delivery: { name: 'A Shopper', line1: '1 Ruga degli Oresi', city: 'Venezia', country: 'Italy' },
      }),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 201) throw new Error(`${origin} answered ${answer.statusCode}: ${text}`);
  };
  return async (milliseconds: number): Promise<number> => {
    const began = performance.now();
    let placed = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (performance.now() - began < milliseconds) {
          await order();
          placed += 1;
        }
      }),
    );
    return (placed * 1_000) / (performance.now() - began);
  };
};
