import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { BffProblem } from '../bff.ts';
import { ada, openShop, orderView } from '../shop.fixture.tsx';

afterEach(cleanup);

const session = async () => ada;
const path = `/orders/${orderView('pending').orderId}`;

test('the state changes on the page without reloading it', async () => {
  let state: 'pending' | 'confirmed' = 'pending';
  openShop(path, { session, order: async () => orderView(state) });
  const shown = await screen.findByTestId('order-state');
  expect(shown.dataset.state).toBe('pending');
  expect(shown.getAttribute('aria-live')).toBe('polite');
  state = 'confirmed';
  await waitFor(() => expect(shown.dataset.state).toBe('confirmed'), { timeout: 3000 });
  expect(shown.textContent).toContain('Confirmed');
  expect(document.title).toContain('Confirmed');
});

test('a rejected order says what there was too little of', async () => {
  const rejected = orderView('rejected', { shortages: [{ sku: '71053', requested: 2, available: 1 }] });
  openShop(path, { session, order: async () => rejected });
  expect((await screen.findByTestId('shortages')).textContent).toContain(
    'WHITE METAL LANTERN: you asked for 2, 1 was left.',
  );
});

test('an order that isn’t there is not found', async () => {
  openShop(path, {
    session,
    order: async () => {
      throw new BffProblem(404, { code: 'orders/not-found' });
    },
  });
  expect((await screen.findByTestId('not-found')).textContent).toContain('no such order');
});

test('an order is for its customer: others are asked to log in', async () => {
  openShop(path, {
    order: async () => {
      throw new BffProblem(401, { code: 'storefront-bff/log-in-required' });
    },
  });
  expect(await screen.findByTestId('log-in-first')).toBeTruthy();
});
