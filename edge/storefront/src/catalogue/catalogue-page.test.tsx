import { BffProblem } from '@fondaco/chassis/browser';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bff } from '../bff.ts';
import { cardOf, gbp, openShop, pictureOf, productOf } from '../shop.fixture.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const page = (slugs: string[], nextCursor: string | null = null) => ({
  items: slugs.map((slug) => cardOf(slug)),
  nextCursor,
});

test('a card shows picture, price and whether there is any; without a picture its letter', async () => {
  const items = [
    cardOf('lantern', { picture: pictureOf('abc', 'On a table'), pricesVary: true }),
    cardOf('bunting', { inStock: false, price: gbp(99) }),
  ];
  openShop('/', { catalogue: async () => ({ items, nextCursor: null }) });
  const [lantern, bunting] = await screen.findAllByTestId('product-card');
  expect(lantern?.textContent).toContain('from £3.75');
  const srcSets = [...(lantern?.querySelectorAll('source') ?? [])].map((source) => [
    source.type,
    source.srcset.split(', ')[1],
  ]);
  expect(srcSets).toEqual([
    ['image/avif', '/media/abc/480.avif 480w'],
    ['image/webp', '/media/abc/480.webp 480w'],
  ]);
  expect(bunting?.textContent).toContain('£0.99');
  expect(bunting?.textContent).toContain('Sold out');
  expect(bunting?.querySelector('.tile')?.textContent).toBe('B');
});

test('a picture that doesn’t come gives way to the letter', async () => {
  const items = [cardOf('lantern', { picture: pictureOf('abc') })];
  const { container } = openShop('/', { catalogue: async () => ({ items, nextCursor: null }) });
  const card = await screen.findByTestId('product-card');
  fireEvent.error(card.querySelector('img') as HTMLImageElement);
  expect(container.querySelector('.tile')?.textContent).toBe('L');
});

test('more comes below what is there, and the first new card has the focus', async () => {
  const catalogue = vi.fn(async (_: URLSearchParams, cursor: string | null) =>
    cursor === null ? page(['a', 'b'], 'next') : page(['b', 'c']),
  );
  const { user } = openShop('/', { catalogue });
  await user.click(await screen.findByRole('button', { name: 'Show more' }));
  await waitFor(() => expect(screen.getAllByTestId('product-card')).toHaveLength(3));
  expect(document.activeElement?.getAttribute('data-sku')).toBe('C');
  expect(catalogue.mock.lastCall?.[1]).toBe('next');
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('another order stands in the address, and begins at its first page', async () => {
  const catalogue = vi.fn(async (query: URLSearchParams) => page([query.get('sort') ?? 'usual']));
  const { user, address } = openShop('/', { catalogue });
  await user.selectOptions(await screen.findByLabelText('Sort by'), 'newest');
  await waitFor(() => expect(screen.getByTestId('product-card').textContent).toContain('NEWEST'));
  expect(address()).toBe('/?sort=newest');
  await user.selectOptions(screen.getByLabelText('Sort by'), 'name');
  await waitFor(() => expect(address()).toBe('/'));
});

test('who comes back from a product finds the shelf as it was left', async () => {
  const catalogue = vi.fn(async (_: URLSearchParams, cursor: string | null) =>
    cursor === null ? page(['a'], 'next') : page(['b']),
  );
  const product = async (slug: string) => productOf(slug);
  const { user, goBack } = openShop('/?sort=newest', { catalogue, product });
  await user.click(await screen.findByRole('button', { name: 'Show more' }));
  await waitFor(() => expect(screen.getAllByTestId('product-card')).toHaveLength(2));
  await user.click(screen.getByRole('link', { name: /^A/ }));
  await screen.findByRole('button', { name: 'Add to basket' });
  await goBack();
  expect(screen.getAllByTestId('product-card')).toHaveLength(2);
  expect(catalogue).toHaveBeenCalledTimes(2);
});

test('a catalogue that is away says so and can be tried again', async () => {
  let away = true;
  const { user } = openShop('/', {
    catalogue: async () => {
      if (away) throw new BffProblem(503, { code: 'products/unavailable' });
      return page(['a']);
    },
  });
  expect((await screen.findByTestId('failure')).textContent).toContain('The catalogue is away');
  away = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByTestId('product-card')).toBeTruthy();
});

const tree = [
  { slug: 'home', name: 'Home', parent: null },
  { slug: 'garden', name: 'Garden', parent: null },
  { slug: 'lamps', name: 'Lamps', parent: 'home' },
  { slug: 'lanterns', name: 'Lanterns', parent: 'lamps' },
];

test('a category shows the way to it, what stands below it, and what is in it', async () => {
  const catalogue = vi.fn<Bff['catalogue']>(async () => page(['a']));
  openShop('/categories/lamps', { catalogue, categories: async () => tree });
  expect(await screen.findByRole('heading', { level: 1, name: 'Lamps' })).toBeTruthy();
  const crumbs = screen.getByRole('navigation', { name: 'Breadcrumb' });
  expect(
    within(crumbs)
      .getAllByRole('link')
      .map(({ textContent }) => textContent),
  ).toEqual(['Catalogue', 'Home']);
  const within_ = screen.getByRole('navigation', { name: 'Within Lamps' });
  expect(within(within_).getByRole('link', { name: 'Lanterns' }).getAttribute('href')).toBe(
    '/categories/lanterns',
  );
  await screen.findByTestId('product-card');
  expect(String(catalogue.mock.lastCall?.[0])).toBe('category=lamps');
});

test('filters of a category stand in its address, and can be taken back', async () => {
  const catalogue = vi.fn<Bff['catalogue']>(async () => page(['a']));
  const { user, address } = openShop('/categories/lamps', { catalogue, categories: async () => tree });
  await user.click(await screen.findByLabelText(/^In stock only/));
  await waitFor(() => expect(address()).toBe('/categories/lamps?inStock=true'));
  await user.type(screen.getByLabelText(/^From/), '2.50');
  await user.click(screen.getByRole('button', { name: 'Go' }));
  await waitFor(() => expect(address()).toBe('/categories/lamps?priceFrom=250&inStock=true'));
  await waitFor(() =>
    expect(String(catalogue.mock.lastCall?.[0])).toBe('category=lamps&priceFrom=250&inStock=true'),
  );
  await user.click(screen.getByRole('link', { name: /From £2.50/ }));
  await waitFor(() => expect(address()).toBe('/categories/lamps?inStock=true'));
  expect((screen.getByLabelText(/^From/) as HTMLInputElement).value).toBe('');
});

test('what is no price is said so, and changes nothing', async () => {
  const { user, address } = openShop('/categories/lamps', {
    catalogue: async () => page(['a']),
    categories: async () => tree,
  });
  await user.type(await screen.findByLabelText(/^From/), 'cheap');
  await user.click(screen.getByRole('button', { name: 'Go' }));
  expect(screen.getByText(/Amounts look like/)).toBeTruthy();
  await user.clear(screen.getByLabelText(/^From/));
  await user.type(screen.getByLabelText(/^From/), '5');
  await user.type(screen.getByLabelText(/^To/), '4');
  await user.click(screen.getByRole('button', { name: 'Go' }));
  expect(screen.getByText(/the lower one/)).toBeTruthy();
  expect(address()).toBe('/categories/lamps');
});

test('a category that there isn’t is not found; without the tree its shelf is shown all the same', async () => {
  openShop('/categories/nowhere', { catalogue: async () => page([]), categories: async () => tree });
  expect(await screen.findByTestId('not-found')).toBeTruthy();
  cleanup();
  openShop('/categories/lamps', {
    catalogue: async () => page(['a']),
    categories: async () => Promise.reject(new BffProblem(503, {})),
  });
  expect(await screen.findByTestId('product-card')).toBeTruthy();
});

test('the topmost categories are on every page, and all of them on their own', async () => {
  openShop('/categories', { categories: async () => tree });
  const nav = await screen.findByRole('navigation', { name: 'Categories' });
  expect(
    within(nav)
      .getAllByRole('link')
      .map(({ textContent }) => textContent),
  ).toEqual(['Home', 'Garden', 'All categories']);
  expect(screen.getByRole('main').querySelector('.branches .branches')?.textContent).toBe('Lanterns');
});

test('going back takes a filter back', async () => {
  const catalogue = vi.fn(async (query: URLSearchParams) => page([query.has('inStock') ? 'there' : 'all']));
  const { user, goBack, address } = openShop('/categories/lamps', {
    catalogue,
    categories: async () => tree,
  });
  await screen.findByText('ALL');
  await user.click(screen.getByLabelText(/^In stock only/));
  await screen.findByText('THERE');
  await goBack();
  expect(address()).toBe('/categories/lamps');
  expect(screen.getByText('ALL')).toBeTruthy();
  expect(screen.getByLabelText(/^In stock only/).matches(':checked')).toBe(false);
});

test('where there are no categories there is no menu of them', async () => {
  openShop('/', { catalogue: async () => page(['a']) });
  await screen.findByTestId('product-card');
  expect(screen.queryByRole('navigation', { name: 'Categories' })).toBeNull();
});
