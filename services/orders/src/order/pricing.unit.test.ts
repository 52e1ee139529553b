import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { mergeLines, type Offer, priceAt, quoteLines } from './pricing.ts';

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const offer = (sku: string, amountMinor: number, currency = 'GBP'): Offer => ({
  sku,
  name: `Name of ${sku}`,
  unitPrice: { amountMinor, currency },
});

const sku = fc.constantFrom('A', 'a', 'B', 'b', 'C-1', 'c-1', '22423');
const requestedLines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 100_000 }) }), {
  minLength: 1,
  maxLength: 20,
});
const offersOf = (lines: readonly { sku: string }[], price: (position: number) => number) =>
  lines.map((line, position) => offer(line.sku, price(position)));

describe('merging lines', () => {
  test('adds up the quantities of a SKU in whatever case it is written, and writes it in upper case', () => {
    const merged = mergeLines([
      { sku: '85123a', quantity: 2 },
      { sku: '22423', quantity: 1 },
      { sku: '85123A', quantity: 3 },
    ]);
    assert.deepEqual(merged, [
      { sku: '22423', quantity: 1 },
      { sku: '85123A', quantity: 5 },
    ]);
  });

  test('loses no unit, has every SKU once and in order, and does not depend on the order of the lines', () => {
    fc.assert(
      fc.property(requestedLines, (lines) => {
        const merged = mergeLines(lines);
        const units = (some: readonly { quantity: number }[]) =>
          some.reduce((sum, line) => sum + line.quantity, 0);
        assert.equal(units(merged), units(lines));
        const skus = merged.map((line) => line.sku);
        assert.deepEqual(skus, [...new Set(skus)].sort());
        assert.deepEqual(mergeLines(lines.toReversed()), merged);
      }),
    );
  });
});

describe('quoting lines', () => {
  test('prices every line by its offer and adds up the total', () => {
    const quote = quoteLines(
      [
        { sku: 'A', quantity: 3 },
        { sku: 'B', quantity: 1 },
      ],
      [offer('A', 255), offer('B', 1)],
    );
    assert.deepEqual(quote, {
      kind: 'quoted',
      total: gbp(766),
      lines: [
        { sku: 'A', name: 'Name of A', quantity: 3, unitPrice: gbp(255), total: gbp(765) },
        { sku: 'B', name: 'Name of B', quantity: 1, unitPrice: gbp(1), total: gbp(1) },
      ],
    });
  });

  test('is exact to the last minor unit, or refuses', () => {
    const price = fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.maxSafeNat());
    fc.assert(
      fc.property(requestedLines, fc.array(price, { minLength: 7, maxLength: 7 }), (requested, prices) => {
        const lines = mergeLines(requested);
        const quote = quoteLines(
          lines,
          offersOf(lines, (position) => prices[position] ?? 0),
        );
        const exact = lines.reduce(
          (sum, line, position) => sum + BigInt(line.quantity) * BigInt(prices[position] ?? 0),
          0n,
        );
        if (exact > BigInt(Number.MAX_SAFE_INTEGER))
          return assert.deepEqual(quote, { kind: 'total-too-large' });
        assert.equal(quote.kind === 'quoted' && BigInt(quote.total.amountMinor), exact);
      }),
    );
  });

  test('takes the largest total that is still exact and refuses the next', () => {
    const largest = quoteLines([{ sku: 'A', quantity: 1 }], [offer('A', Number.MAX_SAFE_INTEGER)]);
    assert.equal(largest.kind, 'quoted');
    const next = quoteLines(
      [
        { sku: 'A', quantity: 1 },
        { sku: 'B', quantity: 1 },
      ],
      [offer('A', Number.MAX_SAFE_INTEGER), offer('B', 1)],
    );
    assert.deepEqual(next, { kind: 'total-too-large' });
  });

  test('names every SKU that has no offer', () => {
    const lines = ['A', 'B', 'C'].map((name) => ({ sku: name, quantity: 1 }));
    assert.deepEqual(quoteLines(lines, [offer('B', 1)]), { kind: 'unknown-sku', unknownSkus: ['A', 'C'] });
  });

  test('refuses lines in different currencies', () => {
    const lines = ['A', 'B'].map((name) => ({ sku: name, quantity: 1 }));
    assert.deepEqual(quoteLines(lines, [offer('A', 1, 'GBP'), offer('B', 1, 'EUR')]), {
      kind: 'mixed-currencies',
      currencies: ['GBP', 'EUR'],
    });
  });

  test('refuses a total that is not the expected one, and quotes what it is', () => {
    const lines = [{ sku: 'A', quantity: 2 }];
    const offers = [offer('A', 50)];
    assert.equal(quoteLines(lines, offers, gbp(100)).kind, 'quoted');
    for (const expected of [gbp(99), gbp(101), { amountMinor: 100, currency: 'EUR' }]) {
      const quote = quoteLines(lines, offers, expected);
      assert.equal(quote.kind === 'price-changed' && quote.quote.total.amountMinor, 100);
    }
  });
});

describe('a price that is to change', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 11, 24, hour));
  const from = (hour: number, amountMinor: number) => ({
    price: gbp(amountMinor),
    startsAt: at(hour).toISOString(),
  });
  const sale = [from(8, 800), from(12, 500), from(20, 1000)];
  const priced = (hour: number) => priceAt(at(hour), gbp(1000), sale).amountMinor;

  test('is the one that came last, from its very moment', () => {
    assert.deepEqual([7, 8, 11, 12, 19, 20, 23].map(priced), [1000, 800, 800, 500, 500, 1000, 1000]);
  });

  test('does not depend on the order in which they are told', () => {
    assert.deepEqual(priceAt(at(13), gbp(1000), sale.toReversed()), gbp(500));
  });

  test('is read with any time zone, and stays as it is when its time cannot be read', () => {
    const elsewhere = [{ price: gbp(1), startsAt: '2026-12-24T13:00:00+01:00' }];
    assert.deepEqual(priceAt(new Date('2026-12-24T11:59:59.999Z'), gbp(2), elsewhere), gbp(2));
    assert.deepEqual(priceAt(at(12), gbp(2), elsewhere), gbp(1));
    assert.deepEqual(priceAt(at(12), gbp(2), [{ price: gbp(1), startsAt: 'soon' }]), gbp(2));
  });
});
