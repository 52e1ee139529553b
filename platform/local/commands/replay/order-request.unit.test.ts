import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invoice } from './invoices.ts';
import { idempotencyKey, intentOf, orderRequest } from './order-request.ts';

const invoice = (lines: readonly [string, string][], more: Partial<Invoice> = {}): Invoice => ({
  number: '536365',
  customer: '17850',
  country: 'United Kingdom',
  lines: lines.map(([sku, quantity]) => ({ sku, quantity })),
  ...more,
});

test('an invoice whose number starts with C is a cancellation, whatever its lines say', () => {
  assert.deepEqual(intentOf(invoice([['A', '1']], { number: 'C536379' })), { kind: 'cancellation' });
});

test('a quantity that is no positive whole number refuses the line, before its SKU is looked at', () => {
  const intent = intentOf(
    invoice([
      ['A', '6'],
      ['B', '0'],
      ['C', '-3'],
      ['no sku', '-1'],
      ['D', '1.5'],
      ['E', ''],
      ['F', 'many'],
    ]),
  );
  assert.deepEqual(intent, {
    kind: 'order',
    lines: [{ sku: 'A', quantity: 6 }],
    rejected: { 'quantity-not-positive': 6, 'unknown-sku': 0 },
  });
});

test('what cannot be a SKU is unknown', () => {
  const intent = intentOf(
    invoice([
      ['no sku', '1'],
      ['-X', '1'],
      ['', '1'],
      ['A'.repeat(41), '1'],
      ['ok.1_a-b', '1'],
    ]),
  );
  assert.ok(intent.kind === 'order');
  assert.deepEqual(intent.lines, [{ sku: 'OK.1_A-B', quantity: 1 }]);
  assert.equal(intent.rejected['unknown-sku'], 4);
});

test('lines of one SKU are added up; number, customer and country go with the order', () => {
  const lines = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 1 },
    { sku: 'A', quantity: 3 },
  ];
  assert.deepEqual(orderRequest(invoice([]), lines, new Set()), {
    lines: [
      { sku: 'A', quantity: 5 },
      { sku: 'B', quantity: 1 },
    ],
    email: 'customer-17850@replay.example',
    delivery: { name: 'Customer 17850', line1: '1 High Street', city: 'Newtown', country: 'United Kingdom' },
    reference: '536365',
  });
  const somewhere = orderRequest(invoice([], { customer: '', country: '' }), lines, new Set(['B']));
  assert.deepEqual(somewhere?.lines, [{ sku: 'A', quantity: 5 }]);
  assert.equal(somewhere.delivery.name, 'Guests');
  assert.equal(somewhere.delivery.country, 'Unspecified');
  const odd = orderRequest(invoice([], { country: `a\n${'b'.repeat(100)}` }), lines, new Set());
  assert.equal(odd?.delivery.country, `a ${'b'.repeat(58)}`);
  assert.equal(orderRequest(invoice([]), lines, new Set(['A', 'B'])), null);
});

test('the key follows from all that the invoice says, and fits the header', () => {
  const original = invoice([['A', '1']]);
  assert.equal(idempotencyKey(original), idempotencyKey(invoice([['A', '1']])));
  assert.match(idempotencyKey(original), /^[\x21-\x7e]{1,128}$/);
  const others = [
    invoice([['A', '2']]),
    invoice([['a', '1']]),
    invoice([['A', '1']], { number: '536366' }),
    invoice([['A', '1']], { customer: '' }),
    invoice([['A', '1']], { country: 'France' }),
  ];
  assert.equal(new Set([original, ...others].map(idempotencyKey)).size, 6);
});
