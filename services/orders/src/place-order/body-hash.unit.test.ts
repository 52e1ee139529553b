import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlaceOrder } from '@fondaco/contracts/http/orders';
import fc from 'fast-check';
import { bodyHash } from './body-hash.ts';

const body: PlaceOrder = {
  lines: [
    { sku: '22423', quantity: 2 },
    { sku: '85123A', quantity: 6 },
  ],
  reference: '536365',
  email: 'ada@example.org',
  delivery: { name: 'Ada', line1: '1 Rue', city: 'Paris', country: 'France' },
  expectedTotal: { amountMinor: 100, currency: 'GBP' },
};

const hash = (some: PlaceOrder): string => bodyHash(some).toString('hex');

describe('the hash of a body', () => {
  const same: Record<string, PlaceOrder> = {
    'members in another order': {
      expectedTotal: { currency: 'GBP', amountMinor: 100 },
      delivery: { country: 'France', city: 'Paris', line1: '1 Rue', name: 'Ada' },
      email: 'ada@example.org',
      reference: '536365',
      lines: [
        { quantity: 2, sku: '22423' },
        { quantity: 6, sku: '85123A' },
      ],
    },
    'lines in another order': { ...body, lines: body.lines.toReversed() },
    'SKUs in another case': {
      ...body,
      lines: [
        { sku: '22423', quantity: 2 },
        { sku: '85123a', quantity: 6 },
      ],
    },
    'a SKU on two lines': {
      ...body,
      lines: [
        { sku: '85123A', quantity: 5 },
        { sku: '22423', quantity: 2 },
        { sku: '85123A', quantity: 1 },
      ],
    },
  };
  for (const [difference, other] of Object.entries(same)) {
    test(`is the same with ${difference}`, () => assert.equal(hash(other), hash(body)));
  }

  const { reference: _, ...withoutReference } = body;
  const different: Record<string, PlaceOrder> = {
    quantity: { ...body, lines: [{ sku: '22423', quantity: 3 }, ...body.lines.slice(1)] },
    SKU: { ...body, lines: [{ sku: '22424', quantity: 2 }, ...body.lines.slice(1)] },
    'number of lines': { ...body, lines: body.lines.slice(1) },
    reference: { ...body, reference: '536366' },
    'presence of a reference': withoutReference,
    country: { ...body, delivery: { ...body.delivery, country: 'Spain' } },
    'e-mail address': { ...body, email: 'other@example.org' },
    'expected total': { ...body, expectedTotal: { amountMinor: 101, currency: 'GBP' } },
    'expected currency': { ...body, expectedTotal: { amountMinor: 100, currency: 'EUR' } },
  };
  for (const [difference, other] of Object.entries(different)) {
    test(`is another with another ${difference}`, () => assert.notEqual(hash(other), hash(body)));
  }

  test('does not depend on the order of the lines', () => {
    const line = fc.record({
      sku: fc.stringMatching(/^[A-Z0-9]{1,6}$/),
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    const shuffled = fc
      .array(line, { minLength: 1 })
      .chain((lines) =>
        fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length })),
      );
    fc.assert(
      fc.property(shuffled, ([lines, others]) =>
        assert.equal(hash({ ...body, lines }), hash({ ...body, lines: others })),
      ),
    );
  });
});
