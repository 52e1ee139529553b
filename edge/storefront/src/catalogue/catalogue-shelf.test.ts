import { expect, test } from 'vitest';
import { cardOf } from '../shop.fixture.tsx';
import { createShelves, withPage } from './catalogue-shelf.ts';

const page = (slugs: string[], nextCursor: string | null = null) => ({
  items: slugs.map((slug) => cardOf(slug)),
  nextCursor,
});

test('a product on two pages stands on the shelf once, and what else is known of the shelf stays', () => {
  const shelf = withPage({ ...page(['a', 'b'], 'x'), corrected: 'lantern' }, page(['b', 'c']));
  expect(shelf.items.map(({ slug }) => slug)).toEqual(['a', 'b', 'c']);
  expect(shelf.nextCursor).toBeNull();
  expect(shelf.corrected).toBe('lantern');
});

test('a shelf is kept for minutes, under its own key', () => {
  const shelves = createShelves();
  shelves.keep('one', page(['a']), 0);
  expect(shelves.find('one', 299_999)).toEqual(page(['a']));
  expect(shelves.find('one', 300_000)).toBeNull();
  expect(shelves.find('other', 0)).toBeNull();
});

test('of many shelves the last ones are kept', () => {
  const shelves = createShelves();
  for (let at = 0; at < 20; at += 1) shelves.keep(String(at), page(['a']), at);
  expect(shelves.find('7', 20)).toBeNull();
  expect(shelves.find('8', 20)).not.toBeNull();
});
