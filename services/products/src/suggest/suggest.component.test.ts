import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Suggestions } from '@fondaco/contracts/http/products';
import type { Static } from 'typebox';
import { fillCategories, fillProducts, wordAt } from '../catalogue-for-tests.ts';
import { countWords } from '../listing/search-word-store.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  const categories = await fillCategories(products.db);
  await fillProducts(products.db, categories, { first: 0, count: 500 });
  await products.db.transaction(countWords);
});
after(() => products.stop());

const suggest = async (q: string): Promise<Static<typeof Suggestions>> => {
  const { status, body } = await products.call(
    null,
    'GET',
    `/v1/products/suggestions?${new URLSearchParams({ q })}`,
  );
  assert.equal(status, 200, JSON.stringify(body));
  return body;
};

test('the last word is completed, by the most used words first', async () => {
  const { words } = await suggest(`Red ${wordAt(0).slice(0, 3).toUpperCase()}`);
  assert.equal(words[0], `red ${wordAt(0)}`);
  assert.ok(words.every((word) => word.startsWith(`red ${wordAt(0).slice(0, 3)}`)));
  const { rows } = await products.db.query<{ word: string }>({
    name: 'most-used',
    text: `SELECT word FROM search_word WHERE starts_with(word, $1) ORDER BY uses DESC, word LIMIT 8`,
    values: [wordAt(0).slice(0, 2)],
  });
  assert.deepEqual(
    (await suggest(wordAt(0).slice(0, 2))).words,
    rows.map(({ word }) => word),
  );
});

test('products and categories whose name begins so are named', async () => {
  const [product] = await products.rows<{ slug: string; name: string }>(
    'SELECT slug, name FROM product LIMIT 1',
  );
  assert.ok(product !== undefined);
  assert.deepEqual((await suggest(product.name.slice(0, -1).toUpperCase())).products, [product]);
  const { categories } = await suggest('shélf');
  assert.equal(categories.length, 3);
  assert.ok(categories.every(({ name }) => name.startsWith('Shelf ')));
});

test('whatever is typed, there is an answer', async () => {
  for (const q of ['\'%_\\"', '🫖', '\ud800', '%', '()', '   ', 'zzzzzz']) {
    assert.deepEqual(await suggest(q), { words: [], products: [], categories: [] }, JSON.stringify(q));
  }
});

test('suggestions may be cached like every other page', async () => {
  const { headers } = await products.call(null, 'GET', '/v1/products/suggestions?q=b');
  assert.match(String(headers['cache-control']), /^public, max-age=5/);
});
