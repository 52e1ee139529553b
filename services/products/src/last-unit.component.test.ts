import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDatabase, type Database, DatabaseUnavailable } from '@fondaco/chassis/postgres';
import { createMetrics, newId } from '@fondaco/chassis/service';
import { silentLog, type TestDatabase, testDatabase } from '@fondaco/chassis/testing';
import { onOrderPlaced } from './on-order-placed/on-order-placed.ts';
import { orderEventData } from './orders-for-tests.ts';
import { createReservationBooks } from './reservation/reservation-book-store.ts';
import { putOnSale } from './stock-for-tests.ts';

const BUYERS = 200;
/** As many transactions have begun before the first of them looks at the stock. */
const AT_ONCE = 40;

let database: TestDatabase;
let db: Database;
before(async () => {
  database = await testDatabase(fileURLToPath(new URL('../migrations', import.meta.url)));
  db = createDatabase({
    url: database.url,
    poolSize: AT_ONCE,
    applicationName: 'buyers',
    metrics: createMetrics(),
    log: silentLog(),
  });
});
after(async () => {
  await db.close();
  await database.close();
});

test('of 200 buyers of the last unit, in transactions beside each other, exactly one gets it', async () => {
  await putOnSale(db, { LAST: 1, ALSO: BUYERS });
  const outcomes: string[] = [];
  let begun = 0;
  const { promise: allBegun, resolve: go } = Promise.withResolvers<void>();
  const place = onOrderPlaced({
    books: createReservationBooks({ announceStock: async () => undefined }),
    outbox: { append: async (tx, { type }) => tx.afterCommit(() => outcomes.push(type)) },
    metrics: { reserved: () => undefined },
  });
  const buy = async (n: number): Promise<void> => {
    const orderId = newId();
    const lines = ['LAST', 'ALSO'].map((sku) => ({ sku, quantity: 1 }));
    const event = {
      kind: 'placed',
      orderId,
      partId: newId(),
      lines: n % 2 ? lines : lines.reverse(),
    } as const;
    const message = { id: newId(), type: place.type, time: '', key: orderId, data: orderEventData(event) };
    const reserve = (): Promise<void> =>
      db
        .transaction(async (tx) => {
          begun += 1;
          if (begun === AT_ONCE) go();
          await allBegun;
          await place.run(tx, message);
        })
        .catch((error: unknown) => {
          // Nothing has happened yet: there was no connection to be had.
          if (error instanceof DatabaseUnavailable) return reserve();
          throw error;
        });
    await reserve();
  };
  await Promise.all(Array.from({ length: BUYERS }, (_, n) => buy(n)));

  assert.equal(outcomes.length, BUYERS);
  assert.equal(outcomes.filter((type) => type === 'products.reservation.accepted.v1').length, 1);
  const { rows } = await db.query({
    name: 'test-stock',
    text: 'SELECT sku, on_hand, reserved FROM stock ORDER BY sku',
  });
  assert.deepEqual(rows, [
    { sku: 'ALSO', on_hand: BUYERS, reserved: 1 },
    { sku: 'LAST', on_hand: 1, reserved: 1 },
  ]);
});
