import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bff } from '../bff.ts';
import { foundOf, openShop, productOf } from '../shop.fixture.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const suggestions = {
  words: ['lantern', 'lace'],
  categories: [{ slug: 'lamps', name: 'Lamps' }],
  products: [{ slug: 'white-metal-lantern', name: 'WHITE METAL LANTERN' }],
};
const answers = () => ({
  catalogue: async () => ({ items: [], nextCursor: null }),
  search: vi.fn(async () => foundOf(['a'])),
  product: async (slug: string) => productOf(slug),
  suggestions: vi.fn<Bff['suggestions']>(async () => suggestions),
});
const box = () => screen.getByRole('combobox', { name: 'Search the catalogue' });
const meant = () => document.getElementById(box().getAttribute('aria-activedescendant') ?? '')?.textContent;

test('what is typed is searched for', async () => {
  const { user, address } = openShop('/', answers());
  await user.type(box(), ' tea & cups {Enter}');
  await waitFor(() => expect(address()).toBe('/search?q=tea+%26+cups'));
  expect((box() as HTMLInputElement).value).toBe('tea & cups');
});

test('an empty field searches for nothing', async () => {
  const { user, address } = openShop('/', answers());
  await user.type(box(), '   {Enter}');
  expect(address()).toBe('/');
});

test('suggestions come once somebody stops typing, and the field says that they are there', async () => {
  const parts = answers();
  const { user } = openShop('/', parts);
  expect(box().getAttribute('aria-expanded')).toBe('false');
  await user.type(box(), 'la');
  await screen.findByRole('listbox');
  expect(parts.suggestions.mock.lastCall?.[0]).toBe('la');
  expect(box().getAttribute('aria-expanded')).toBe('true');
  expect(document.getElementById(box().getAttribute('aria-controls') ?? '')).toBe(
    screen.getByRole('listbox'),
  );
  expect(
    within(screen.getByRole('listbox'))
      .getAllByRole('option')
      .map(({ textContent }) => textContent),
  ).toEqual(['lantern', 'lace', 'Lamps', 'WHITE METAL LANTERN']);
  expect(screen.getByText('4 suggestions')).toBeTruthy();
});

test('the arrows go through the list while the focus stays in the field, and Enter takes what is meant', async () => {
  const { user, address } = openShop('/', answers());
  await user.type(box(), 'la');
  await screen.findByRole('listbox');
  await user.keyboard('{ArrowDown}');
  expect(meant()).toBe('lantern');
  await user.keyboard('{ArrowUp}{ArrowUp}');
  expect(meant()).toBe('WHITE METAL LANTERN');
  expect(document.activeElement).toBe(box());
  expect(within(screen.getByRole('listbox')).getByRole('option', { selected: true }).textContent).toBe(
    'WHITE METAL LANTERN',
  );
  await user.keyboard('{Enter}');
  await waitFor(() => expect(address()).toBe('/products/white-metal-lantern'));
  expect(screen.queryByRole('listbox')).toBeNull();
});

test('Escape closes the list and keeps what was typed', async () => {
  const { user } = openShop('/', answers());
  await user.type(box(), 'la');
  await screen.findByRole('listbox');
  await user.keyboard('{ArrowDown}{Escape}');
  expect(screen.queryByRole('listbox')).toBeNull();
  expect((box() as HTMLInputElement).value).toBe('la');
  expect(box().getAttribute('aria-activedescendant')).toBeNull();
});

test('a suggestion can be clicked; who goes elsewhere leaves the list', async () => {
  const { user, address } = openShop('/', answers());
  await user.type(box(), 'la');
  await user.click(await screen.findByRole('option', { name: 'lace' }));
  await waitFor(() => expect(address()).toBe('/search?q=lace'));
  await user.type(box(), 'x');
  await screen.findByRole('listbox');
  await user.tab();
  expect(screen.queryByRole('listbox')).toBeNull();
});

test('without suggestions one can search all the same', async () => {
  const parts = answers();
  parts.suggestions.mockRejectedValue(new Error('away'));
  const { user, address } = openShop('/', parts);
  await user.type(box(), 'la');
  await waitFor(() => expect(parts.suggestions).toHaveBeenCalled());
  expect(screen.queryByRole('listbox')).toBeNull();
  await user.keyboard('{Enter}');
  await waitFor(() => expect(address()).toBe('/search?q=la'));
});
