import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Facets, ProductSummary } from '@fondaco/contracts/http/products';
import { fillCategories, fillProducts, wordAt } from '../catalogue-for-tests.ts';
import { type Counted, findAndCount } from '../find-listings.ts';
import { findPlace } from '../listing/category-store.ts';
import { beginningOf } from '../listing/cursor.ts';
import { filtersOf } from '../listing/filters.ts';
import { COUNTED, probe } from '../listing/probe-store.ts';
import { countWords } from '../listing/search-word-store.ts';
import { type ProductsUnderTest, startProducts } from '../products-for-tests.ts';
import { readQuestion } from '../question.ts';

const PRODUCTS = 12_000;

let products: ProductsUnderTest;
before(async () => {
  products = await startProducts();
  const categories = await fillCategories(products.db);
  for (let first = 0; first < PRODUCTS; first += 1_000) {
    await fillProducts(products.db, categories, { first, count: 1_000 });
  }
  await products.db.transaction(countWords);
});
after(() => products.stop());

const search = (query: Record<string, string | string[]>) => {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  );
  return products.call(null, 'GET', `/v1/products/search?${new URLSearchParams(parameters)}`);
};
const found = async (query: Record<string, string | string[]>) => {
  const { status, body } = await search(query);
  assert.equal(status, 200, JSON.stringify(body));
  return body as {
    items: ProductSummary[];
    nextCursor: string | null;
    total: { count: number; more: boolean };
    facets: Facets;
    corrected: string | null;
  };
};
const matching = async (words: string, and = 'true') => {
  const { rows } = await products.db.query<{ id: string; facets: string[] }>({
    name: '',
    text: `SELECT product_id AS id, facets FROM listing
      WHERE words @@ to_tsquery('catalogue', $1) AND ${and} ORDER BY product_id`,
    values: [words],
  });
  return rows;
};

const RARE = wordAt(500);

test('a search finds what has all of its words, those with them in their name first', async () => {
  const page = await found({ q: `${RARE} red`, limit: '100' });
  const expected = await matching(`${RARE} & red`);
  assert.ok(expected.length > 3);
  assert.deepEqual(page.total, { count: expected.length, more: false });
  assert.deepEqual(
    page.items.map(({ productId }) => productId).toSorted(),
    expected.map(({ id }) => id),
  );
  const named = (await found({ q: RARE, limit: '100' })).items.map(({ name }) => name.includes(RARE));
  assert.ok(named.includes(true) && named.includes(false));
  assert.deepEqual(
    named,
    named.toSorted((a, b) => Number(b) - Number(a)),
  );
  assert.equal(page.corrected, null);
});

test('following the cursors of a search shows every match once, in every order', async () => {
  const expected = await matching(RARE);
  for (const sort of ['relevance', 'name', 'price', '-price', 'newest']) {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof found>> = await found({
        q: RARE,
        sort,
        limit: '20',
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.map(({ productId }) => productId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    assert.deepEqual(
      seen.toSorted(),
      expected.map(({ id }) => id),
      sort,
    );
  }
});

test('a misspelt word is taken for the one most like it, accents and case don’t matter', async () => {
  const right = await found({ q: RARE });
  const typos = [RARE.slice(0, 3) + RARE.slice(4), `${RARE.slice(0, 2)}x${RARE.slice(2)}`];
  for (const typo of typos) {
    const page = await found({ q: `${typo}  RED` });
    assert.equal(page.corrected, `${RARE} red`);
    assert.ok(page.total.count > 0 && page.total.count < right.total.count);
  }
  assert.deepEqual((await found({ q: RARE.toUpperCase().replace('A', 'Á') })).total, right.total);
});

test('a word that is asked for twice, once misspelt, is looked for once', async () => {
  const word = wordAt(3);
  const once = await readQuestion(products.db, word);
  const twice = await readQuestion(products.db, `${word} ${word.slice(0, -1)}x${word.slice(-1)}`);
  assert.equal(twice.corrected, `${word} ${word}`);
  assert.deepEqual(twice.words, once.words);
});

test('the beginning of a long word finds it', async () => {
  const page = await found({ q: RARE.slice(0, 5) });
  assert.equal(page.corrected, null);
  assert.ok(page.total.count >= (await matching(RARE)).length);
  assert.equal(page.total.count, (await matching(`${RARE.slice(0, 5)}:*`)).length);
});

test('values are counted with all filters but their own', async () => {
  const common = wordAt(40);
  const query = { q: common, facet: ['colour=red', 'colour=blue', 'material=oak'], inStock: 'true' };
  const page = await found(query);
  const count = async (and: string) => (await matching(common, and)).length;
  const [colours, oak] = [`facets && '{colour=red,colour=blue}'`, `facets @> '{material=oak}'`];
  assert.equal(page.total.count, await count(`in_stock AND ${colours} AND ${oak}`));
  assert.equal(page.facets.inStock, await count(`in_stock AND ${colours} AND ${oak}`));
  const shown = (name: string, value: string) =>
    page.facets.properties.find((one) => one.name === name)?.values.find((one) => one.value === value)
      ?.count ?? 0;
  assert.equal(shown('colour', 'green'), await count(`in_stock AND ${oak} AND facets @> '{colour=green}'`));
  assert.equal(
    shown('material', 'glass'),
    await count(`in_stock AND ${colours} AND facets @> '{material=glass}'`),
  );
  assert.equal(
    shown('size', 'M'),
    await count(`in_stock AND ${colours} AND ${oak} AND facets @> '{size=M}'`),
  );
});

test('asked piece by piece the index finds what it finds at once', async () => {
  const page = { sort: 'newest', after: beginningOf('newest'), limit: 50 } as const;
  const asked = {
    applied: [],
    missable: [],
    page,
    looked: COUNTED + 1,
    sampled: COUNTED,
    counted: { path: [], only: null },
  };
  for (const words of [`'${wordAt(3)}'`, `'${wordAt(40)}' & 'red'`, `'${RARE}' | '${wordAt(60)}'`]) {
    const [pieces, once] = await Promise.all(
      [true, false].map((dense) => probe(products.db, { ...asked, words, dense })),
    );
    assert.ok((once?.seen ?? 0) > 10);
    assert.deepEqual(pieces, once);
  }
});

test('categories are counted with all that stands below them, on the way to the one that is chosen', async () => {
  const common = wordAt(40);
  const page = await found({ q: common, category: 'd1-c1' });
  const below = (slug: string) => `category_id IN (
    SELECT category_id FROM category WHERE slug = '${slug}' OR slug LIKE '${slug}-%')`;
  assert.equal(page.total.count, (await matching(common, below('d1-c1'))).length);
  const slugs = page.facets.categories.map(({ slug }) => slug);
  for (const slug of ['d1', 'd2', 'd1-c1', 'd1-c1-s1']) {
    const counted = page.facets.categories.find((one) => one.slug === slug)?.count;
    assert.equal(counted, (await matching(common, below(slug))).length, slug);
  }
  assert.ok(!slugs.includes('d2-c1') && !slugs.includes('d1-c2'));
});

test('past 10,000 matches are only known to be more, and the newest are shown first', async () => {
  const page = await found({ q: 'shelf', limit: '5' });
  assert.deepEqual(page.total, { count: 10_000, more: true });
  const { rows } = await products.db.query<{ id: string }>({
    name: 'newest',
    text: 'SELECT product_id AS id FROM listing ORDER BY published_at DESC, product_id DESC LIMIT 10',
  });
  const next = await found({ q: 'shelf', limit: '5', cursor: page.nextCursor ?? '' });
  assert.deepEqual(
    [...page.items, ...next.items].map(({ productId }) => productId),
    rows.map(({ id }) => id),
  );
  const narrow = await found({ q: 'shelf', facet: ['colour=red'] });
  assert.deepEqual(narrow.total, {
    count: (await matching('shelf', `facets @> '{colour=red}'`)).length,
    more: false,
  });
});

test('however many are likely, all is the same but for values of too many, which are at least so many', async () => {
  const place = await findPlace(products.db, 'd1-c1');
  const query = { facet: ['colour=red'], inStock: true, priceFrom: 500 };
  for (const where of [null, place]) {
    for (const filters of [{}, query]) {
      const [few, many] = await Promise.all(
        [0, 1_000_000].map((likely) => {
          const words = { query: `'shelf'`, likely };
          const passing = { ...filtersOf(filters, { words, place: where }), words };
          return findAndCount(products.db, { filters: passing, sort: 'price', after: null, limit: 50 });
        }),
      );
      assert.ok(few && many);
      const shown = ({ sort, positions, total }: Counted) => ({ sort, positions, total });
      assert.deepEqual(shown(many), shown(few));
      const real = new Map(
        (
          await products.db.query<{ facet: string; count: number }>({
            name: '',
            text: `SELECT facet, count(*)::int AS count FROM listing CROSS JOIN unnest(facets) AS facet
              WHERE $1::uuid[] IS NULL OR category_id = ANY ($1) GROUP BY facet`,
            values: [where?.below ?? null],
          })
        ).rows.map(({ facet, count }) => [facet, count]),
      );
      assert.ok(many.properties.some(({ facet }) => facet === 'colour=blue'));
      for (const { facet, count } of many.properties) assert.ok(count <= (real.get(facet) ?? 0), facet);
    }
  }
});

test('whatever is searched for, there is an answer or a refusal', async () => {
  const texts = [
    '\'%_\\"',
    '🫖',
    '\0',
    'a\0b',
    '\ud800',
    '& | ! <-> :*',
    '   ',
    "l'été",
    '٣ ३',
    '½ № ™',
    '()',
    '\\',
  ];
  for (const q of texts) {
    const { status, body } = await search({ q });
    assert.ok(status === 200 || status === 400, `${status} for ${JSON.stringify(q)}`);
    if (status === 200) assert.equal(body.total.more, false);
  }
  const raw = await products.call(null, 'GET', '/v1/products/search?q=%ff%00%ed%a0%80');
  assert.ok(raw.status < 500);
  for (const q of ['', 'x'.repeat(10_000)]) assert.equal((await search({ q })).status, 400);
  assert.ok((await search({ q: RARE, facet: 'a\0=b\0', category: 'nowhere' })).status < 500);
  assert.ok((await search({ q: RARE, facet: '\0=\0' })).status < 500);
  assert.equal((await search({ q: RARE, cursor: 'bm9uZQ' })).body.code, 'products/invalid-cursor');
});
