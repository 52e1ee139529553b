import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  eventually,
  silentLog,
  type TestDatabase,
  testDatabase,
  testIdentity,
} from '@fondaco/chassis/testing';
import type { OrderTransition } from '@fondaco/contracts/http/orders';
import { product, type RunningOrders, rows, runOrders } from '../orders-for-tests.ts';
import { applySnapshots } from '../product/product-copy-store.ts';
import { type Answers, createAnswers } from '../reactions-for-tests.ts';

type Opened = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: () => string;
  readonly steps: () => OrderTransition[];
  readonly ended: () => boolean;
  close(): void;
};

const open = async (url: string, token: string, headers: Record<string, string> = {}): Promise<Opened> => {
  const stopping = new AbortController();
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...headers },
    signal: stopping.signal,
  });
  let text = '';
  let ended = false;
  const read = async (): Promise<void> => {
    for await (const chunk of answer.body ?? []) text += Buffer.from(chunk).toString();
  };
  void read()
    .catch(() => undefined)
    .finally(() => {
      ended = true;
    });
  return {
    status: answer.status,
    headers: answer.headers,
    text: () => text,
    steps: () => [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? '')),
    ended: () => ended,
    close: () => stopping.abort(),
  };
};

const LISTENING = `
  select from pg_stat_activity where datname = current_database() and query like 'LISTEN %orders_changed%'`;

describe('the stream of an order', () => {
  const { identity, userToken } = testIdentity({ service: 'orders' });
  let database: TestDatabase;
  let one: RunningOrders;
  let other: RunningOrders;
  let answers: Answers;
  let token: string;
  let orderId: string;
  const opened: Opened[] = [];

  /** Told by the others, unless it is to find out by itself. */
  const start = async (
    instance: string,
    settings: Record<string, string> = {},
    works = /change-notices/,
  ): Promise<RunningOrders> => {
    const orders = await runOrders({
      databaseUrl: database.url,
      productsUrl: 'http://127.0.0.1:1',
      identity,
      log: silentLog(),
      instance,
      settings,
    });
    for (const work of orders.service.background) if (works.test(work.name)) await work.start();
    return orders;
  };
  before(async () => {
    database = await testDatabase(new URL('../../migrations', import.meta.url).pathname);
    one = await start('orders-1');
    other = await start('orders-2');
    await eventually(async () => assert.equal((await rows(database.db, LISTENING)).length, 2));
    answers = createAnswers(database.db);
    await database.db.transaction((tx) => applySnapshots(tx, [product('A', 1000)]));
    token = await userToken();
  });
  beforeEach(async () => {
    const lines = [{ sku: 'A', quantity: 1 }];
    orderId = (await one.place(token, randomUUID(), { lines })).body.orderId;
  });
  after(async () => {
    for (const stream of opened) stream.close();
    await one?.close();
    await other?.close();
    await database?.close();
  });

  const listen = async (at = one, path = '', headers: Record<string, string> = {}, by = token) => {
    const stream = await open(`${at.url}/v1/orders/${orderId}/stream${path}`, by, headers);
    opened.push(stream);
    return stream;
  };
  const until = (stream: Opened, states: string[]) =>
    eventually(() =>
      assert.deepEqual(
        stream.steps().map((step) => step.state),
        states,
      ),
    );
  const cancel = (at: RunningOrders) => at.post(token, `/v1/orders/${orderId}/cancellation`, {});
  const close = () => answers.answer('payment.closed', orderId, { closedAt: new Date().toISOString() });

  test('begins with what has happened, and is kept by nobody on the way', async () => {
    const stream = await listen();
    assert.equal(stream.status, 200);
    assert.match(stream.headers.get('content-type') ?? '', /^text\/event-stream/);
    assert.equal(stream.headers.get('cache-control'), 'no-store');
    assert.equal(stream.headers.get('x-accel-buffering'), 'no');
    await until(stream, ['pending']);
    assert.match(stream.text(), /event: transition\nid: 1\ndata: \{"seq":1,"state":"pending"/);
  });

  test('tells of a change that this replica made', async () => {
    const stream = await listen();
    await until(stream, ['pending']);
    await cancel(one);
    await until(stream, ['pending', 'cancelling']);
  });

  test('tells of a change that another replica gave word of', async () => {
    const stream = await listen();
    await until(stream, ['pending']);
    await cancel(other);
    await until(stream, ['pending', 'cancelling']);
  });

  test('tells of a change that nobody gave word of, and ends with the order', async () => {
    const alone = await start('orders-5', {}, /stream-poll/);
    try {
      const stream = await listen(alone);
      await until(stream, ['pending']);
      await cancel(other);
      await close();
      await until(stream, ['pending', 'cancelling', 'cancelled']);
      await eventually(() => assert.equal(stream.ended(), true));
      assert.deepEqual(
        stream.steps().map((step) => step.seq),
        [1, 2, 3],
      );
    } finally {
      await alone.close();
    }
  });

  test('goes on where it was interrupted, by header or by query', async () => {
    await cancel(one);
    await until(await listen(one, '', { 'last-event-id': '1' }), ['cancelling']);
    const atOther = await listen(other, '?lastEventId=1');
    await until(atOther, ['cancelling']);
    atOther.close();
    await eventually(async () => assert.equal(await other.metric('orders_streams_open'), 0));
    await close();
    const atItsEnd = await listen(one, '?lastEventId=3');
    await eventually(() => assert.equal(atItsEnd.ended(), true));
    assert.deepEqual(atItsEnd.steps(), []);
  });

  test('of somebody else is not found, and of staff is', async () => {
    assert.equal((await listen(one, '', {}, await userToken())).status, 404);
    assert.equal((await listen(one, '', {}, await userToken({ roles: ['staff'] }))).status, 200);
  });

  test('refuses a position that is none', async () => {
    assert.equal((await listen(one, '?lastEventId=abc')).status, 400);
    assert.equal((await listen(one, '', { 'last-event-id': '-1' })).status, 400);
  });

  test('is counted while it is open, and not when its client has gone', async () => {
    const count = () => other.metric('orders_streams_open');
    const before = await count();
    const stream = await listen(other);
    assert.equal(await count(), before + 1);
    stream.close();
    await eventually(async () => assert.equal(await count(), before));
  });

  test('is refused when there are too many', async () => {
    const small = await start('orders-3', { STREAMS_LIMIT: '1' });
    try {
      const first = await listen(small);
      assert.equal(first.status, 200);
      const second = await listen(small);
      assert.equal(second.status, 503);
      assert.ok(Number(second.headers.get('retry-after')) >= 1);
    } finally {
      await small.close();
    }
  });

  test('ends when its replica stops, which does not wait for it', async () => {
    const leaving = await start('orders-4');
    const stream = await listen(leaving);
    await until(stream, ['pending']);
    const began = performance.now();
    await leaving.close();
    assert.ok(performance.now() - began < 5_000);
    await eventually(() => assert.equal(stream.ended(), true));
  });
});
