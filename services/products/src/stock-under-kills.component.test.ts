import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  eventually,
  type TestDatabase,
  type TestKafka,
  testDatabase,
  testKafka,
} from '@fondaco/chassis/testing';
import fc from 'fast-check';
import { operator, type ProductsProcess, spawnProducts } from './products-process-for-tests.ts';
import { history } from './stock-history-for-tests.ts';
import { createWorld, type Order, PATIENCE, type Surroundings, type World } from './stock-world-for-tests.ts';

const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));
const RUNS = 4;

let kafka: TestKafka;
let database: TestDatabase;
let replicas: ProductsProcess[];
const staff = operator();
const start = (n: number) =>
  spawnProducts({ instance: `products-${n + 1}`, databaseUrl: database.url, kafka, callers: staff.callers });

before(async () => {
  kafka = await testKafka(['orders.order', 'products.product', 'products.reservation', 'products.stock']);
  database = await testDatabase(MIGRATIONS);
  replicas = await Promise.all([start(0), start(1)]);
});
after(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await database.close();
  await kafka.close();
});

const rows = async <Row>(name: string, text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await database.db.query<Row>({ name, text, values })).rows;

let turn = 0;
/** At one replica after the other, until it is known what has become of it. */
const adjust: Surroundings['adjust'] = (sku, delta, key) =>
  eventually(async () => {
    turn += 1;
    const answer = await fetch(`${replicas[turn % replicas.length]?.url}/v1/stock/${sku}/adjustments`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await staff.token()}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ delta, reason: 'counted' }),
    });
    assert.ok(answer.status === 200 || answer.status === 409, await answer.text());
    return answer.status === 200;
  }, PATIENCE);

const killAndStartAgain = async (n: number): Promise<void> => {
  await replicas[n]?.kill();
  replicas[n] = await start(n);
};

const settled = ({ eventIds }: World): Promise<void> =>
  eventually(async () => {
    const [done] = await rows<{ taken: number; unpublished: number }>(
      'test-settled',
      `SELECT (SELECT count(*) FROM messaging.inbox WHERE event_id = ANY ($1::uuid[])) AS taken,
        (SELECT count(*) FROM messaging.outbox WHERE published_at IS NULL) AS unpublished`,
      [eventIds],
    );
    assert.deepEqual(done, { taken: eventIds.length, unpublished: 0 });
  }, PATIENCE);

const BOOKS = `
  SELECT stock.sku, stock.on_hand AS "onHand", stock.reserved,
    (SELECT coalesce(sum(on_hand_delta), 0)::bigint FROM stock_movement AS moved WHERE moved.sku = stock.sku)
      AS "ledgerOnHand",
    (SELECT coalesce(sum(reserved_delta), 0)::bigint FROM stock_movement AS moved WHERE moved.sku = stock.sku)
      AS "ledgerReserved",
    (SELECT coalesce(sum(quantity - shipped - released), 0)::bigint FROM reservation_line AS line
      WHERE line.sku = stock.sku) AS "held"
  FROM stock WHERE sku = ANY ($1)`;

const LISTINGS_WRONG = `
  SELECT product_id FROM listing WHERE in_stock <> EXISTS (
    SELECT FROM variant JOIN stock USING (sku) WHERE variant.product_id = listing.product_id AND on_hand > reserved)`;

const HELD_WRONG = `
  SELECT order_id FROM reservation WHERE held <> EXISTS (
    SELECT FROM reservation_line AS line
    WHERE line.order_id = reservation.order_id AND quantity > shipped + released)`;

const check = async (world: World): Promise<void> => {
  const { skus, onHand, reserved, orders } = world;
  const books = await rows<{ sku: string }>('test-books', BOOKS, [skus]);
  const expected = skus.map((sku) => {
    const [on, held] = [onHand.get(sku), reserved.get(sku)];
    return { sku, onHand: on, reserved: held, ledgerOnHand: on, ledgerReserved: held, held };
  });
  assert.deepEqual(books.toSorted(bySku), expected.toSorted(bySku));
  assert.deepEqual(await rows('test-listings', LISTINGS_WRONG), []);
  assert.deepEqual(await rows('test-held', HELD_WRONG), []);
  assert.deepEqual(await rows('test-parked', 'SELECT key, reason FROM messaging.parked_message'), []);

  const answers = await world.answersTo(orders);
  for (const { orderId, asked } of orders) {
    const outcomes = [...(answers.get(orderId)?.values() ?? [])];
    assert.equal(outcomes.length, asked, `${orderId} has one answer to each question`);
    assert.equal(new Set(outcomes).size, 1, `${orderId} has one outcome`);
  }
};

const bySku = (a: { readonly sku: string }, b: { readonly sku: string }): number => (a.sku < b.sku ? -1 : 1);

test('10,000 orders, cancellations, shipments and adjustments beside each other, the service killed in between: stock, ledger and reservations are what they must be', async () => {
  let operations = 0;
  await fc.assert(
    fc.asyncProperty(history, async ({ waves, kill }) => {
      const world = await createWorld(kill, { db: database.db, kafka, adjust, killAndStartAgain });
      let before: readonly Order[] = [];
      for (const [n, wave] of waves.entries()) before = await world.run(wave, before, n === kill.wave);
      await world.run({ lives: [], adjustments: [] }, before, false);
      await settled(world);
      await check(world);
      operations += world.operations();
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  assert.ok(operations >= 10_000, `only ${operations} operations`);
  const deadlocks = 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()';
  assert.deepEqual(await rows('test-deadlocks', deadlocks), [{ deadlocks: 0 }]);
});
