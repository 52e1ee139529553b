import { BffProblem, BffUnreachable } from '@fondaco/chassis/browser';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { orderView, quietStream } from '../shop.fixture.tsx';
import { watchOrder } from './watch-order.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const order = (state: OrderView['state'], rest: Partial<OrderView> = {}) => orderView(state, rest);
const paying: Partial<OrderView> = {
  payment: {
    state: 'due',
    attempt: { attemptId: 'a1', state: 'processing', failure: null, actionUrl: null },
  },
};

/** A page that can be hidden, and a server whose answer can be changed. */
const watching = (first: OrderView | Error) => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const server = { answer: first, asked: 0 };
  const onOrder = vi.fn();
  const onFailure = vi.fn();
  const streams: ReturnType<typeof quietStream>[] = [];
  const { end, look } = watchOrder({
    openStream: () => {
      const one = quietStream();
      streams.push(one);
      return one.stream;
    },
    load: async () => {
      server.asked += 1;
      if (server.answer instanceof Error) throw server.answer;
      return server.answer;
    },
    onOrder,
    onFailure,
    page: page as unknown as Document,
  });
  const hide = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  return { server, onOrder, onFailure, end, look, hide, streams };
};

test('without a stream an order is asked for until it is final, and not again after that', async () => {
  const { server, onOrder } = watching(order('pending'));
  await vi.advanceTimersByTimeAsync(0);
  expect(onOrder).toHaveBeenLastCalledWith(order('pending'));
  server.answer = order('confirmed');
  await vi.advanceTimersByTimeAsync(500);
  expect(onOrder).toHaveBeenLastCalledWith(order('confirmed'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toBe(2);
});

test('the longer nothing changes, the less often it is asked; a change makes it quick again', async () => {
  const { server } = watching(order('pending'));
  await vi.advanceTimersByTimeAsync(60_000);
  const inFirstMinute = server.asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked - inFirstMinute).toBe(6);
  expect(inFirstMinute).toBeGreaterThan(8);
  expect(inFirstMinute).toBeLessThan(20);

  server.answer = order('reserved');
  const beforeChange = server.asked;
  await vi.advanceTimersByTimeAsync(12_000);
  expect(server.asked - beforeChange).toBeGreaterThan(3);
});

test('a hidden page asks nothing, and asks at once when it is seen again', async () => {
  const { server, hide } = watching(order('pending'));
  await vi.advanceTimersByTimeAsync(0);
  hide(true);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.asked).toBe(1);
  hide(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.asked).toBe(2);
});

test('a page that is hidden while its answer is on the way asks no more until it is seen', async () => {
  const { server, onOrder, hide } = watching(order('pending'));
  hide(true);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(onOrder).toHaveBeenCalledTimes(1);
  expect(server.asked).toBe(1);
  hide(false);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.asked).toBe(2);
});

test('a failure that passes is told and asked past', async () => {
  const { server, onOrder, onFailure } = watching(new BffUnreachable(null));
  await vi.advanceTimersByTimeAsync(0);
  expect(onFailure).toHaveBeenLastCalledWith(expect.any(BffUnreachable), false);
  server.answer = order('confirmed');
  await vi.advanceTimersByTimeAsync(1000);
  expect(onOrder).toHaveBeenCalledTimes(1);
});

test('a failure that stays ends the watch', async () => {
  const { server, onFailure } = watching(new BffProblem(404, { code: 'orders/not-found' }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(expect.any(BffProblem), true);
  expect(server.asked).toBe(1);
});

test('leaving the page ends the watch', async () => {
  const { server, end, hide } = watching(order('pending'));
  await vi.advanceTimersByTimeAsync(0);
  end();
  hide(true);
  hide(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked).toBe(1);
});

test('while a stream is open only what it tells is asked for', async () => {
  const { server, streams, onOrder } = watching(order('reserved'));
  await vi.advanceTimersByTimeAsync(0);
  streams[0]?.opens();
  await vi.advanceTimersByTimeAsync(60_000);
  const asked = server.asked;
  expect(asked).toBeLessThanOrEqual(2);
  // The first step again, which the page knows.
  streams[0]?.tells(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.asked).toBe(asked);
  server.answer = order('confirmed');
  streams[0]?.tells(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(onOrder).toHaveBeenLastCalledWith(order('confirmed'));
  server.answer = order('shipped');
  streams[0]?.tells(3);
  await vi.advanceTimersByTimeAsync(0);
  expect(onOrder).toHaveBeenLastCalledWith(order('shipped'));
  expect(streams).toHaveLength(1);
});

test('a payment under way is asked for in spite of the stream, which says nothing of it', async () => {
  const { server, streams } = watching(order('reserved', paying));
  await vi.advanceTimersByTimeAsync(0);
  streams[0]?.opens();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.asked).toBeGreaterThan(5);
});

test('a stream that fails is made up for by asking, until another is open', async () => {
  const { server, streams } = watching(order('reserved'));
  await vi.advanceTimersByTimeAsync(0);
  streams[0]?.opens();
  await vi.advanceTimersByTimeAsync(5_000);
  const asked = server.asked;
  // 0: the browser opens it again by itself.
  streams[0]?.fails(0);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.asked).toBeGreaterThan(asked);
  expect(streams).toHaveLength(1);
  // 2: it doesn't.
  streams[0]?.fails(2);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(streams).toHaveLength(2);
});

test('a hidden page keeps no stream open, nor does an order that has ended', async () => {
  const { server, streams, hide, look } = watching(order('pending'));
  await vi.advanceTimersByTimeAsync(0);
  const closed = vi.fn();
  const [first] = streams;
  if (first === undefined) throw new Error('no stream was opened');
  first.stream.close = closed;
  hide(true);
  expect(closed).toHaveBeenCalledTimes(1);
  hide(false);
  await vi.advanceTimersByTimeAsync(0);
  const [, second] = streams;
  if (second === undefined) throw new Error('no second stream was opened');
  second.stream.close = closed;
  server.answer = order('cancelled');
  look();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(closed).toHaveBeenCalledTimes(2);
  expect(streams).toHaveLength(2);
});
