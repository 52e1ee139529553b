import { BffProblem } from '@fondaco/chassis/browser';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openShop, quoteOf } from '../shop.fixture.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const two = [{ sku: '71053', quantity: 2 }];

test('the basket shows what the server says its lines cost now', async () => {
  openShop('/basket', { quote: async (lines) => quoteOf(lines, 375) }, two);
  expect((await screen.findByTestId('basket-total')).textContent).toBe('£7.50');
  expect(document.title).toBe('Basket · Fondaco');
  expect(screen.getAllByRole('heading', { level: 1 })).toHaveLength(1);
});

test('a changed quantity is quoted anew and kept', async () => {
  const { user, basket } = openShop('/basket', { quote: async (lines) => quoteOf(lines, 375) }, two);
  const quantity = await screen.findByLabelText('Quantity of WHITE METAL LANTERN');
  await user.clear(quantity);
  await user.type(quantity, '12');
  await waitFor(() => expect(screen.getByTestId('basket-total').textContent).toBe('£45.00'));
  expect(basket.read()).toEqual([{ sku: '71053', quantity: 12 }]);
  await user.click(screen.getByRole('button', { name: /^One less/ }));
  await waitFor(() => expect(screen.getByTestId('basket-total').textContent).toBe('£41.25'));
});

test('what isn’t a quantity is said so and changes nothing', async () => {
  const { user, basket } = openShop('/basket', { quote: async (lines) => quoteOf(lines, 375) }, two);
  const quantity = await screen.findByLabelText('Quantity of WHITE METAL LANTERN');
  await user.clear(quantity);
  await user.type(quantity, '0');
  expect(quantity.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByText(/whole number from 1/)).toBeTruthy();
  expect(basket.read()).toEqual(two);
});

test('a removed line is gone, and an empty basket says so', async () => {
  const { user } = openShop('/basket', { quote: async (lines) => quoteOf(lines, 375) }, two);
  await user.click(await screen.findByRole('button', { name: 'Remove WHITE METAL LANTERN' }));
  expect(await screen.findByTestId('empty-basket')).toBeTruthy();
});

test('what is no longer sold is named and can be taken out', async () => {
  const { user, basket } = openShop(
    '/basket',
    {
      quote: async (lines) => ({
        ...quoteOf(
          lines.filter(({ sku }) => sku !== 'GONE'),
          375,
        ),
        unavailable: lines.filter(({ sku }) => sku === 'GONE').map(({ sku }) => sku),
      }),
    },
    [...two, { sku: 'GONE', quantity: 1 }],
  );
  const notice = await screen.findByTestId('unavailable');
  expect(notice.textContent).toContain('GONE');
  await user.click(within(notice).getByRole('button'));
  await waitFor(() => expect(screen.queryByTestId('unavailable')).toBeNull());
  expect(basket.read()).toEqual(two);
});

test('with the catalogue away the basket says so, keeps its lines and can be tried again', async () => {
  let away = true;
  const { user, basket } = openShop(
    '/basket',
    {
      quote: async (lines) => {
        if (away) throw new BffProblem(503, { code: 'products/unavailable' });
        return quoteOf(lines, 375);
      },
    },
    two,
  );
  expect((await screen.findByTestId('failure')).textContent).toContain('The catalogue is away');
  expect(basket.read()).toEqual(two);
  away = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByTestId('basket-total')).toBeTruthy();
});
