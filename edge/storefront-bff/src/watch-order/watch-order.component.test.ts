import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { eventually, problem } from '@fondaco/chassis/testing';
import { COOKIE } from '../service.ts';
import { logIn, testBff, userSession } from '../testing/bff.ts';
import { order } from '../testing/order.ts';

const path = `GET /v1/orders/${order.orderId}/stream`;
const step = (seq: number) => `id: ${seq}\nevent: transition\ndata: {"seq":${seq}}\n\n`;

/** A BFF that listens, since a stream must be read while it is written, and Orders' end of each stream. */
const watching = async (t: TestContext) => {
  const parts = await testBff(t);
  const { bff, browser, orders } = parts;
  await logIn(parts);
  const upstreams: ServerResponse[] = [];
  orders.routes[path] = () => ({ status: 200, stream: (response) => void upstreams.push(response) });
  const origin = await bff.http.listen({ host: '127.0.0.1', port: 0 });
  const leave = new AbortController();
  t.after(() => leave.abort());
  const open = (headers: Record<string, string> = {}) =>
    fetch(`${origin}/bff/orders/${order.orderId}/stream`, {
      headers: { cookie: `${COOKIE}=${browser.jar.cookie}`, ...headers },
      signal: leave.signal,
    });
  return { ...parts, upstreams, open, leave };
};

/** Reads on until the text so far is this one. */
const reader = (response: Response) => {
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    until: async (end: string): Promise<string> => {
      while (!text.endsWith(end)) {
        const { value, done } = (await chunks?.read()) ?? { done: true, value: undefined };
        assert.ok(!done, `the stream ended at ${JSON.stringify(text)}`);
        text += value;
      }
      return text;
    },
    end: async (): Promise<void> => {
      while (!(await chunks?.read())?.done);
    },
  };
};

test('steps come as Orders sends them, heartbeats too, past every buffer', async (t) => {
  const { open, upstreams, orders } = await watching(t);
  const response = await open({ 'last-event-id': '3' });
  assert.equal(response.status, 200);
  assert.match(String(response.headers.get('content-type')), /^text\/event-stream/);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('x-accel-buffering'), 'no');
  assert.equal(orders.received[0]?.headers['last-event-id'], '3');

  const events = reader(response);
  upstreams[0]?.write(step(4));
  await events.until(step(4));
  upstreams[0]?.write(':\n\n');
  await events.until(`${step(4)}:\n\n`);
  upstreams[0]?.write(step(5));
  await events.until(step(5));
});

test('Orders’ stream ends when the browser leaves', async (t) => {
  const { open, upstreams, leave } = await watching(t);
  await open();
  leave.abort();
  await eventually(() => assert.ok(upstreams[0]?.destroyed));
});

test('the browser’s stream ends when Orders’ does, well or not', async (t) => {
  const { open, upstreams } = await watching(t);
  const [first, second] = [reader(await open()), reader(await open())];
  upstreams[0]?.end(step(1));
  await first.until(step(1));
  await first.end();
  upstreams[1]?.destroy();
  await second.end();
});

test('a BFF that drains ends its streams and does not wait for them', async (t) => {
  const { open, upstreams, bff } = await watching(t);
  const events = reader(await open());
  const closed = bff.http.close();
  await events.end();
  await eventually(() => assert.ok(upstreams[0]?.destroyed));
  await closed;
});

test('a token near its end is renewed before the stream is opened', async (t) => {
  const { open, users, orders, clock } = await watching(t);
  const renewed = userSession();
  users.routes['POST /v1/sessions/refresh'] = () => ({ status: 200, body: renewed });
  clock.now = new Date(clock.now.getTime() + 880_000);
  const response = await open();
  assert.match(String(response.headers.get('set-cookie')), new RegExp(`^${COOKIE}=`));
  assert.equal(orders.received[0]?.headers.authorization, `Bearer ${renewed.accessToken}`);
});

test('there is no stream of somebody else’s order, or without Orders', async (t) => {
  const { open, orders } = await watching(t);
  orders.routes[path] = () => problem(404, 'orders/not-found');
  const missing = await open();
  assert.equal(missing.status, 404);
  assert.equal(((await missing.json()) as { code: string }).code, 'orders/not-found');

  await orders.close();
  const away = await open();
  assert.equal(away.status, 503);
  assert.equal(((await away.json()) as { code: string }).code, 'orders/unavailable');
});

test('nobody watches without logging in, and no order is named by what is no id', async (t) => {
  const { browser, bff, orders } = await testBff(t);
  await browser.send({ url: '/bff/session' });
  const anonymous = await browser.send({ url: `/bff/orders/${order.orderId}/stream` });
  assert.equal(anonymous.json.code, 'storefront-bff/log-in-required');
  assert.equal((await browser.send({ url: '/bff/orders/1/stream' })).status, 400);
  const headers = { 'last-event-id': 'x\ty' };
  const wrong = await browser.send({ url: `/bff/orders/${order.orderId}/stream`, headers });
  assert.equal(wrong.status, 400);
  assert.equal(
    (await bff.http.inject({ method: 'HEAD', url: `/bff/orders/${order.orderId}/stream` })).statusCode,
    405,
  );
  assert.deepEqual(orders.received, []);
});
