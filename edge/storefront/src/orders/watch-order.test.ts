import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BffProblem, BffUnreachable } from '../bff.ts';
import { watchOrder } from './watch-order.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const order = (state: OrderView['state']) =>
  ({ state, final: state === 'confirmed' || state === 'rejected' }) as OrderView;

/** A page that can be hidden, and a server whose answer can be changed. */
const watching = (first: OrderView | Error) => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const server = { answer: first, asked: 0 };
  const onOrder = vi.fn();
  const onFailure = vi.fn();
  const end = watchOrder({
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
  return { server, onOrder, onFailure, end, hide };
};

test('an order is asked for until it is final, and not again after that', async () => {
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
