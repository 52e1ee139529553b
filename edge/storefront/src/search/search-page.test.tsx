import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bff } from '../bff.ts';
import { foundOf, gbp, openShop } from '../shop.fixture.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const facets = {
  categories: [
    { slug: 'lamps', name: 'Lamps', count: 12 },
    { slug: 'garden', name: 'Garden', count: 3 },
  ],
  price: { from: gbp(100), to: gbp(900) },
  inStock: 9,
  properties: [
    {
      name: 'material',
      values: Array.from({ length: 9 }, (_, at) => ({ value: `wood ${at}`, count: 9 - at })),
    },
  ],
};

test('a search says how many it found, and how many each filter would leave', async () => {
  const total = { count: 15, more: false };
  openShop('/search?q=lantern', { search: async () => foundOf(['a'], { total, facets }) });
  await waitFor(() => expect(screen.getByTestId('total').textContent).toBe('15 products'));
  const filters = screen.getByRole('complementary', { name: 'Filters' });
  expect(within(filters).getByRole('link', { name: 'Lamps 12 products' })).toBeTruthy();
  expect(within(filters).getByRole('checkbox', { name: 'In stock only 9 products' })).toBeTruthy();
  expect(within(filters).getByRole('checkbox', { name: 'wood 0 9 products' })).toBeTruthy();
  expect(filters.textContent).toContain('from £1.00 to £9.00');
});

test('where there is more than was counted, a plus says so', async () => {
  const total = { count: 10_000, more: true };
  openShop('/search?q=lantern', { search: async () => foundOf(['a'], { total, facets }) });
  await waitFor(() => expect(screen.getByTestId('total').textContent).toBe('10,000+ products'));
  expect(screen.getByRole('link', { name: 'Lamps 12+ products' })).toBeTruthy();
});

test('filters are chosen, stand in the address, and are taken back one by one or at once', async () => {
  const search = vi.fn<Bff['search']>(async () => foundOf(['a'], { facets }));
  const { user, address } = openShop('/search?q=lantern', { search });
  await user.click(await screen.findByLabelText(/^wood 1/));
  await waitFor(() => expect(address()).toBe('/search?q=lantern&facet=material%3Dwood+1'));
  expect(document.activeElement).toBe(screen.getByLabelText(/^wood 1/));
  await user.click(screen.getByRole('link', { name: /^Garden/ }));
  await waitFor(() => expect(address()).toBe('/search?q=lantern&category=garden&facet=material%3Dwood+1'));
  await waitFor(() =>
    expect(String(search.mock.lastCall?.[0])).toBe('q=lantern&category=garden&facet=material%3Dwood+1'),
  );
  const chosen = screen.getByRole('list', { name: 'Chosen filters' });
  await user.click(within(chosen).getByRole('link', { name: /material: wood 1/ }));
  await waitFor(() => expect(address()).toBe('/search?q=lantern&category=garden'));
  await user.click(screen.getByLabelText(/^In stock only/));
  await user.click(await screen.findByRole('link', { name: 'Clear all' }));
  await waitFor(() => expect(address()).toBe('/search?q=lantern'));
});

test('a long list of values is shortened, but for what is chosen', async () => {
  const { user } = openShop('/search?q=lantern&facet=material%3Dwood+8&facet=colour%3Dgone', {
    search: async () => foundOf(['a'], { facets }),
  });
  expect((await screen.findByLabelText(/^wood 8/)).matches(':checked')).toBe(true);
  expect(screen.getByLabelText('gone').matches(':checked')).toBe(true);
  expect(screen.queryByLabelText(/^wood 7/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'All 9 of material' }));
  expect(screen.getByLabelText(/^wood 7/)).toBeTruthy();
});

test('what was searched for instead is said', async () => {
  openShop('/search?q=lantren', { search: async () => foundOf(['a'], { corrected: 'lantern' }) });
  expect((await screen.findByTestId('corrected')).textContent).toContain('We searched for lantern instead');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Results for “lantern”');
});

test('a search without a find says what may help', async () => {
  openShop('/search?q=xyz&inStock=true', { search: async () => foundOf([]) });
  const notice = await screen.findByTestId('nothing-found');
  expect(within(notice).getByRole('link', { name: 'Clear all filters' }).getAttribute('href')).toBe(
    '/search?q=xyz',
  );
});

test('a search for nothing asks nobody', async () => {
  openShop('/search?q=%20', {});
  expect(await screen.findByRole('heading', { level: 1, name: 'Search' })).toBeTruthy();
});

test('HTML that was searched for is text', async () => {
  const { container } = openShop(`/search?q=${encodeURIComponent('<img src=x>')}`, {
    search: async () => foundOf([]),
  });
  expect((await screen.findByRole('heading', { level: 1 })).textContent).toContain('<img src=x>');
  expect(container.querySelector('main img')).toBeNull();
});
