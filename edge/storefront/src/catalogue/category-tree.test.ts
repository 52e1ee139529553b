import { expect, test } from 'vitest';
import { above, below, categoryOf, nested } from './category-tree.ts';

const category = (slug: string, parent: string | null) => ({ slug, name: slug.toUpperCase(), parent });
const tree = [
  category('home', null),
  category('garden', null),
  category('lamps', 'home'),
  category('rugs', 'home'),
  category('lanterns', 'lamps'),
];

test('what stands below a category comes in the order of the tree', () => {
  expect(below(tree, null).map(({ slug }) => slug)).toEqual(['home', 'garden']);
  expect(below(tree, 'home').map(({ slug }) => slug)).toEqual(['lamps', 'rugs']);
  expect(below(tree, 'lanterns')).toEqual([]);
});

test('the way to a category begins at the top and ends above it', () => {
  expect(above(tree, 'lanterns').map(({ slug }) => slug)).toEqual(['home', 'lamps']);
  expect(above(tree, 'home')).toEqual([]);
  expect(above(tree, 'nowhere')).toEqual([]);
});

test('a category that there isn’t is none', () => {
  expect(categoryOf(tree, 'nowhere')).toBeNull();
});

test('some of the categories stand below each other as far as the tree is known', () => {
  const some = ['lamps', 'garden', 'home', 'lanterns'].map((slug) => ({ slug }));
  const shape = (categories: typeof tree) =>
    nested(some, categories).map(({ entry, depth }) => `${'-'.repeat(depth)}${entry.slug}`);
  expect(shape(tree)).toEqual(['garden', 'home', '-lamps', '--lanterns']);
  expect(shape([])).toEqual(['lamps', 'garden', 'home', 'lanterns']);
  expect(nested([{ slug: 'home' }, { slug: 'lanterns' }], tree).map(({ depth }) => depth)).toEqual([0, 1]);
});
