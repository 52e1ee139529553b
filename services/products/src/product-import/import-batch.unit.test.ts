import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesRise, settleBatch } from './import-batch.ts';
import type { GoodRow, Judgement } from './import-row.ts';

const good = (line: number, sku: string): Judgement & { good: GoodRow } => ({
  line,
  good: { line, sku, name: 'N', priceMinor: 1, currency: 'GBP', stock: 0 },
});
const nothing = new Map<string, number>();

test('the first good row of a SKU wins over later ones of its batch', () => {
  const rows = [{ line: 2, reason: 'empty-name' as const }, good(3, 'A'), good(4, 'A'), good(5, 'B')];
  assert.deepEqual(settleBatch(rows, nothing), {
    fresh: [rows[1], rows[3]].map((row) => row && 'good' in row && row.good),
    result: {
      accepted: 2,
      rejected: [
        { line: 2, reason: 'empty-name' },
        { line: 4, reason: 'duplicate-sku' },
      ],
    },
  });
});

test('what an earlier batch has taken is a duplicate', () => {
  const settled = settleBatch([good(9, 'A')], new Map([['A', 3]]));
  assert.deepEqual(settled, {
    fresh: [],
    result: { accepted: 0, rejected: [{ line: 9, reason: 'duplicate-sku' }] },
  });
});

test('a batch that is sent again gets the same answer and brings nothing fresh', () => {
  const rows = [good(3, 'A'), good(4, 'A'), good(5, 'B')];
  const first = settleBatch(rows, nothing);
  const again = settleBatch(rows, new Map(first.fresh.map((row) => [row.sku, row.line])));
  assert.deepEqual(again, { fresh: [], result: first.result });
});

test('lines rise from row to row', () => {
  const lines = (...numbers: number[]) => linesRise(numbers.map((line) => ({ line })));
  assert.ok(lines(1));
  assert.ok(lines(2, 3, 7));
  assert.equal(lines(2, 2), false);
  assert.equal(lines(3, 2), false);
});
