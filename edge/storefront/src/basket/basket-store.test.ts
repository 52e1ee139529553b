import { beforeEach, expect, test, vi } from 'vitest';
import { addToBasket } from './basket.ts';
import { createBasketStore } from './basket-store.ts';

beforeEach(() => localStorage.clear());

test('the basket outlives the page', () => {
  createBasketStore(localStorage, window).change((lines) => addToBasket(lines, 'A1', 2));
  expect(createBasketStore(localStorage, window).read()).toEqual([{ sku: 'A1', quantity: 2 }]);
});

test('only SKUs and quantities are stored', () => {
  createBasketStore(localStorage, window).change(() => [{ sku: 'A1', quantity: 2, price: 1 } as never]);
  expect(localStorage.getItem('fondaco.basket')).toBe('[{"sku":"A1","quantity":2}]');
});

test('a change in one tab is told in the others', () => {
  const store = createBasketStore(localStorage, window);
  const told = vi.fn();
  const leave = store.subscribe(told);
  localStorage.setItem('fondaco.basket', '[{"sku":"B2","quantity":1}]');
  window.dispatchEvent(new StorageEvent('storage', { key: 'fondaco.basket' }));
  expect(store.read()).toEqual([{ sku: 'B2', quantity: 1 }]);
  expect(told).toHaveBeenCalledTimes(1);
  leave();
  store.change(() => []);
  expect(told).toHaveBeenCalledTimes(1);
});

test('storage that refuses to store doesn’t keep anyone from filling a basket', () => {
  const refusing = {
    getItem: () => {
      throw new Error('forbidden');
    },
    setItem: () => {
      throw new Error('full');
    },
  } as unknown as Storage;
  const store = createBasketStore(refusing, window);
  store.change((lines) => addToBasket(lines, 'A1', 1));
  expect(store.read()).toEqual([{ sku: 'A1', quantity: 1 }]);
});
