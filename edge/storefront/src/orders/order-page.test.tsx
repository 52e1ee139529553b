import { BffProblem } from '@fondaco/chassis/browser';
import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { cleanup, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { ada, gbp, openShop, orderView } from '../shop.fixture.tsx';

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

test('the timeline says in words what happened, a decline with its reason', async () => {
  const step = (seq: number, state: OrderView['state'], cause: string, detail: string | null = null) => ({
    ...{ seq, state, cause, detail },
    actor: 'system' as const,
    at: '2026-11-23T12:00:00Z',
  });
  const timeline = [
    step(1, 'pending', 'POST /v1/orders'),
    step(2, 'reserved', 'products.reservation.accepted.v1'),
    step(3, 'reserved', 'payments.payment.declined.v1', 'insufficient-funds'),
  ];
  openShop(path, { session, order: async () => orderView('reserved', { timeline }) });
  const said = (await screen.findByTestId('timeline')).textContent;
  expect(said).toContain('Order received');
  expect(said).toContain('Everything set aside');
  expect(said).toContain('Payment declinedThere isn’t enough money behind this card.');
  expect(said).toContain('More to come…');
});

test('shipments and refunds are shown with what is in them', async () => {
  const at = '2026-11-24T09:00:00Z';
  const lines = [{ sku: '71053', quantity: 1 }];
  const order = orderView('partly-shipped', {
    lines: orderView('pending').lines.map((line) => ({ ...line, shipped: 1, refunded: 1 })),
    shipments: [
      {
        shipmentId: 's1',
        state: 'shipped',
        lines,
        carrier: 'Royal Mail',
        trackingCode: 'RM1',
        reason: null,
        at,
      },
    ],
    refunds: [{ refundId: 'r1', state: 'refunded', amount: gbp(375), lines, reason: 'Broken', at }],
  });
  openShop(path, { session, order: async () => order });
  const shipments = (await screen.findByTestId('shipments')).textContent;
  expect(shipments).toContain('1 × WHITE METAL LANTERN');
  expect(shipments).toContain('Royal Mail, tracking code RM1');
  expect(screen.getByTestId('refunds').textContent).toContain('£3.75 · Given back');
  expect(screen.getByText('1 of 2 shipped, 1 refunded')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Cancel this order' })).toBeNull();
});

test('an order is cancelled after asking once more, and the page shows it at once', async () => {
  let state: OrderView['state'] = 'confirmed';
  const cancelOrder = vi.fn(async () => {
    state = 'cancelled';
    return orderView('cancelling', { payment: null });
  });
  const { user } = openShop(path, { session, cancelOrder, order: async () => orderView(state) });
  await user.click(await screen.findByRole('button', { name: 'Cancel this order' }));
  expect(cancelOrder).not.toHaveBeenCalled();
  await user.click(screen.getByRole('button', { name: 'Yes, cancel it' }));
  await waitFor(() => expect(screen.getByTestId('order-state').dataset.state).toBe('cancelled'));
  expect(screen.queryByRole('button', { name: 'Cancel this order' })).toBeNull();
});

test('an order that ships meanwhile says that it is too late to cancel', async () => {
  const { user } = openShop(path, {
    session,
    cancelOrder: async () => {
      throw new BffProblem(409, { code: 'orders/cannot-cancel' });
    },
    order: async () => orderView('confirmed'),
  });
  await user.click(await screen.findByRole('button', { name: 'Cancel this order' }));
  await user.click(screen.getByRole('button', { name: 'Yes, cancel it' }));
  expect((await screen.findByTestId('form-failure')).textContent).toContain('It is too late to cancel');
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
