import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { migrate } from '@fondaco/chassis/postgres';
import { testDatabase } from '@fondaco/chassis/testing';
import { findOrder } from './order/order-read-store.ts';
import { rows } from './orders-for-tests.ts';

const MIGRATIONS = new URL('../migrations', import.meta.url).pathname;

test('an order of the first version is read, with what nobody asked then, and waits for its answer', async () => {
  const first = await mkdtemp(join(tmpdir(), 'orders-first-'));
  await cp(join(MIGRATIONS, '0001_orders.sql'), join(first, '0001_orders.sql'));
  const database = await testDatabase(first);
  try {
    const id = randomUUID();
    await rows(
      database.db,
      `with placed as (
         insert into customer_order (id, customer_id, idempotency_key, body_hash, state, delivery_country, currency,
           total_minor, placed_at, updated_at)
         values ($1, $1, 'old', 'hash', 'pending', 'France', 'GBP', 1, now(), now())
       ), line as (
         insert into order_line (order_id, sku, name, quantity, unit_price_minor) values ($1, 'A', 'Name', 1, 1)
       )
       insert into order_transition (order_id, seq, state, cause, at) values ($1, 1, 'pending', 'test', now())`,
      id,
    );
    await migrate({ url: database.ownerUrl, directory: MIGRATIONS });

    const order = (await findOrder(database.db, id))?.order;
    assert.equal(order?.delivery.country, 'France');
    assert.equal(order?.language, 'en');
    assert.equal(order?.timeline[0]?.actor, 'system');
    assert.ok(Date.parse(order.paymentDeadline) > Date.now());
    assert.equal((await rows(database.db, 'select from order_waiting where order_id = $1', id)).length, 1);
  } finally {
    await database.close();
    await rm(first, { recursive: true });
  }
});
