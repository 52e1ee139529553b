import { BffProblem } from '@fondaco/chassis/browser';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Bff } from '../bff.ts';
import { gbp, openShop, pictureOf, productOf } from '../shop.fixture.tsx';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

const variant = (sku: string, options: Record<string, string>, available = 40, pence = 375) => ({
  sku,
  price: gbp(pence),
  options,
  available,
});

test('a product shows where it stands, what it is like and what is said about it', async () => {
  const product = productOf('lantern', {
    description: 'For a candle.\n<b>Not for rain.</b>',
    attributes: { material: 'metal' },
    categories: [
      { slug: 'home', name: 'Home' },
      { slug: 'lamps', name: 'Lamps' },
    ],
  });
  const { container } = openShop('/products/lantern', { product: async () => product });
  await screen.findByRole('heading', { level: 1, name: 'White metal lantern' });
  const crumbs = screen.getByRole('navigation', { name: 'Breadcrumb' });
  expect(
    within(crumbs)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  ).toEqual(['/', '/categories/home', '/categories/lamps']);
  expect(screen.getByText('metal').previousElementSibling?.textContent).toBe('material');
  expect(container.querySelector('.description')?.textContent).toContain('<b>Not for rain.</b>');
  expect(container.querySelector('.tile')).not.toBeNull();
});

test('its pictures are shown one at a time, and each says what it shows', async () => {
  const pictures = [pictureOf('one', 'From the front'), pictureOf('two', 'From behind')];
  const { user, container } = openShop('/products/lantern', {
    product: async () => productOf('lantern', { pictures }),
  });
  const large = await screen.findByRole('img', { name: 'From the front' });
  expect([large.getAttribute('width'), large.getAttribute('height')]).toEqual(['1200', '900']);
  expect(container.querySelector('.gallery source')?.getAttribute('srcset')).toBe(
    '/media/one/160.avif 160w, /media/one/480.avif 480w, /media/one/960.avif 960w',
  );
  await user.click(screen.getByRole('button', { name: 'Picture 2 of 2: From behind' }));
  expect(screen.getByRole('img', { name: 'From behind' }).getAttribute('src')).toBe('/media/two/480.webp');
  expect(screen.queryByRole('img', { name: 'From the front' })).toBeNull();
});

test('options choose a variant, its price and what goes into the basket', async () => {
  const variants = [
    variant('RED-S', { colour: 'red', size: 'S' }, 0),
    variant('RED-L', { colour: 'red', size: 'L' }, 40, 400),
    variant('BLUE-S', { colour: 'blue', size: 'S' }, 3, 500),
  ];
  const { user, basket } = openShop('/products/lantern', {
    product: async () => productOf('lantern', { variants }),
  });
  const size = await screen.findByRole('group', { name: 'size' });
  expect(within(size).getByLabelText('L').matches(':checked')).toBe(true);
  expect(within(size).getByLabelText('S (sold out)')).toBeTruthy();
  await user.click(screen.getByLabelText('blue'));
  expect(screen.getByText('£5.00')).toBeTruthy();
  expect(screen.getByText('Only 3 left')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Add to basket' }));
  expect(basket.read()).toEqual([{ sku: 'BLUE-S', quantity: 1 }]);
});

test('variants that options don’t tell apart are chosen by article', async () => {
  const variants = [variant('71053', {}), variant('71053B', {}, 40, 425)];
  const { user } = openShop('/products/lantern', { product: async () => productOf('lantern', { variants }) });
  await user.click(await screen.findByLabelText('71053B · £4.25'));
  expect(document.querySelector('.price-large')?.textContent).toBe('£4.25');
});

test('a former address becomes the one of now', async () => {
  const product = vi.fn<Bff['product']>(async () => productOf('white-lantern'));
  const { address } = openShop('/products/old-lantern', { product });
  await waitFor(() => expect(address()).toBe('/products/white-lantern'));
  expect(await screen.findByRole('heading', { level: 1, name: 'White metal lantern' })).toBeTruthy();
});

test('a product that there isn’t is not found, and one that is away can be tried again', async () => {
  openShop('/products/nothing', { product: async () => Promise.reject(new BffProblem(404, {})) });
  expect(await screen.findByTestId('not-found')).toBeTruthy();
  cleanup();
  openShop('/products/lantern', {
    product: async () => Promise.reject(new BffProblem(503, { code: 'products/unavailable' })),
  });
  expect((await screen.findByTestId('failure')).textContent).toContain('The catalogue is away');
});
