import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barLines, barTable } from './bars.ts';
import type { ProductsFigures } from './measure.ts';

const reading = (p99: number) => ({ p50: 1, p99, highestRate: 200, halfRate: 100, failures: 0 });
const growth = { time: 1.2, p50: 1.1, p99: 1.9 };
const half = { service: 60, raw: 100, ratio: 0.6 };

const imported = {
  rows: 12,
  seconds: 4,
  uploadSeconds: 1,
  rowsPerSecond: 3,
  steps: [
    { rows: 8, seconds: 2, raw: { rows: 7, seconds: 0.7 } },
    { rows: 4, seconds: 1, raw: { rows: 5, seconds: 0.5 } },
  ],
  before: { rss: 100e6, pss: 90e6 },
  highest: { rss: 299e6, pss: 280e6 },
  publishedAfterSeconds: 0,
};

const good: ProductsFigures = {
  products: 10,
  import: imported,
  reads: {
    list: reading(20),
    page: reading(500),
    search: reading(100),
    filteredSearch: reading(100),
    suggestions: reading(20),
  },
  growth: { list: growth, page: growth },
  raw: { list: half, page: half },
};

const missed = (figures: ProductsFigures): string[] =>
  barLines(figures).flatMap(({ what, held }) => (held === false ? [what] : []));

test('what is exactly at its bar holds it', () => {
  assert.deepEqual(missed(good), []);
});

test('what is past its bar is missed, and nothing else is', () => {
  const past: [Partial<ProductsFigures>, string][] = [
    [{ import: { ...imported, rowsPerSecond: 2.9 } }, 'import against plain SQL'],
    [{ import: { ...imported, highest: { rss: 300e6, pss: 0 } } }, 'import, memory more (RSS)'],
    [{ reads: { ...good.reads, list: reading(20.1) } }, 'list of a category, deep pages too'],
    [{ reads: { ...good.reads, search: reading(101) } }, 'search with a typo and facets'],
    [{ reads: { ...good.reads, filteredSearch: reading(101) } }, 'the same with filters'],
    [{ reads: { ...good.reads, suggestions: { ...reading(1), failures: 1 } } }, 'suggestions'],
    [{ growth: { ...good.growth, list: { ...growth, p99: 2 } } }, 'list, from 1,000 products on'],
    [{ growth: { ...good.growth, page: { ...growth, time: 2 } } }, 'product page, from 1,000 products on'],
    [{ raw: { ...good.raw, list: { ...half, ratio: 0.59 } } }, 'list of 24 against the raw limit'],
    [{ raw: { ...good.raw, page: { ...half, ratio: 0.59 } } }, 'product page against the raw limit'],
  ];
  for (const [change, what] of past) assert.deepEqual(missed({ ...good, ...change }), [what]);
});

test('the table has a line for each, with the verdicts below each other', () => {
  const table = barTable(barLines(good));
  assert.equal(table.length, barLines(good).length);
  const places = table.filter((line) => line.includes('held')).map((line) => line.indexOf('held'));
  assert.equal(new Set(places).size, 1);
});

test('an import that was not measured neither holds nor misses its bars', () => {
  const lines = barLines({ ...good, import: null });
  assert.equal(lines.find(({ what }) => what === 'import')?.held, null);
  assert.ok(lines.every(({ held }) => held !== false));
});
