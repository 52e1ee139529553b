import assert from 'node:assert/strict';
import { connect, createServer, type Server } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createDatabase, type Transaction } from '@fondaco/chassis/postgres';
import { createMetrics } from '@fondaco/chassis/service';
import {
  eventually,
  silentLog,
  type TestDatabase,
  testDatabase,
  testIdentity,
} from '@fondaco/chassis/testing';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';

const ONE = { lines: [{ sku: '22423', quantity: 1 }] };

/** Commits of orders wait in the middle of COMMIT for as long as somebody holds this lock. */
const GATE = 1;
const COMMITS_WAIT_AT_GATE = `
  create function wait_at_gate() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(${GATE}); return null; end $$;
  create constraint trigger gate after insert on customer_order
    deferrable initially deferred for each row execute function wait_at_gate()`;

describe('an order whose COMMIT', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  let database: TestDatabase;
  let wire: Wire;
  let orders: RunningOrders;
  let token: string;

  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    await asOwner(database.ownerUrl, COMMITS_WAIT_AT_GATE);
    wire = await startWire(database.url);
    const productsUrl = 'http://127.0.0.1:1';
    orders = await runOrders({ databaseUrl: wire.url, productsUrl, identity, log: silentLog() });
    token = await userToken();
  });
  after(async () => {
    await orders?.close();
    await wire?.close();
    await database?.close();
  });

  const learn = (version: number, amountMinor: number) => {
    const productId = '019a0000-0000-7000-8000-000000000000';
    const snapshot = product('22423', amountMinor, { productId, version });
    return database.db.transaction((tx) => applySnapshots(tx, [snapshot]));
  };
  const ordersOf = (key: string) =>
    rows<{ id: string }>(database.db, 'select id from customer_order where idempotency_key = $1', key);
  const whileGateIsClosed = <T>(work: (gate: Transaction) => Promise<T>): Promise<T> =>
    database.db.transaction(async (tx) => {
      await rows(tx, 'select pg_advisory_xact_lock($1)', GATE);
      return work(tx);
    });
  const waiting = (statement: string) =>
    eventually(async () => {
      const [backend] = await rows<{ pid: number }>(
        database.db,
        `select pid from pg_stat_activity where wait_event_type = 'Lock' and query ~* $1
           and datname = current_database()`,
        statement,
      );
      assert.ok(backend, `nobody waits in ${statement}`);
      return backend.pid;
    });

  test('happened, but was never answered, is acknowledged, once', async () => {
    await learn(1, 1095);
    const placedBefore = await orders.metric('orders_placed_total');
    wire.cutBefore('COMMIT');
    const answer = await orders.place(token, 'unanswered', ONE);

    assert.equal(wire.cuts(), 1);
    assert.equal(answer.status, 201);
    assert.deepEqual(await ordersOf('unanswered'), [{ id: answer.body.orderId }]);
    assert.equal(
      (await rows(database.db, 'select id from messaging.outbox where key = $1', answer.body.orderId)).length,
      1,
    );
    assert.equal(await orders.metric('orders_placed_total'), placedBefore + 1);

    const again = await orders.place(token, 'unanswered', ONE);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(again.body, answer.body);
  });

  test('died with its backend is not acknowledged, and is placed once when it is asked for again', async () => {
    await learn(2, 1095);
    const answer = await whileGateIsClosed(async (gate) => {
      const placing = orders.place(token, 'killed', ONE);
      const pid = await waiting('^COMMIT$');
      await rows(gate, 'select pg_terminate_backend($1)', pid);
      return placing;
    });
    assert.equal(answer.status, 503);
    assert.equal(answer.body.code, 'service/unavailable');
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.deepEqual(await ordersOf('killed'), []);

    const again = await orders.place(token, 'killed', ONE);
    assert.equal(again.status, 201);
    assert.equal(again.headers.get('idempotency-replayed'), null);
    assert.equal((await ordersOf('killed')).length, 1);
  });

  test('is under way answers also the same request that would by now be refused', async () => {
    await learn(3, 1095);
    const agreed = { ...ONE, expectedTotal: { amountMinor: 1095, currency: 'GBP' } };
    const both = await whileGateIsClosed(async () => {
      const first = orders.place(token, 'under-way', agreed);
      await waiting('^COMMIT$');
      await learn(4, 1096);
      const second = orders.place(token, 'under-way', agreed);
      await waiting('insert into customer_order');
      return [first, second];
    });
    const [first, second] = await Promise.all(both);
    assert.equal(first?.status, 201);
    assert.equal(second?.status, 201);
    assert.equal(second?.headers.get('idempotency-replayed'), 'true');
    assert.equal(second?.body.orderId, first?.body.orderId);
  });
});

const asOwner = async (url: string, text: string): Promise<void> => {
  const metrics = createMetrics();
  const db = createDatabase({ url, poolSize: 1, applicationName: 'owner', metrics, log: silentLog() });
  for (const statement of text.split(/;(?=\s*create)/)) await rows(db, statement.trim());
  await db.close();
};

type Wire = {
  readonly url: string;
  /** Cuts the connection instead of passing on the next answer to this command. */
  cutBefore(command: string): void;
  cuts(): number;
  close(): Promise<void>;
};

/** The network between service and database. */
const startWire = async (databaseUrl: string): Promise<Wire> => {
  const target = new URL(databaseUrl);
  let command: string | null = null;
  let cuts = 0;
  const server: Server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(upstream);
    upstream.on('data', (answer) => {
      if (command === null || !answer.includes(`${command}\0`)) return client.write(answer);
      command = null;
      cuts += 1;
      return client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = new URL(databaseUrl);
  url.port = String(port);
  return {
    url: url.href,
    cutBefore: (next) => {
      command = next;
    },
    cuts: () => cuts,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
