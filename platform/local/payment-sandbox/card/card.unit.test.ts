import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TEST_CARDS } from './behaviour.ts';
import { readCard } from './card.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const card = (change: object = {}) => ({
  number: '4242 4242 4242 4242',
  expiryMonth: 12,
  expiryYear: 2030,
  cvc: '123',
  ...change,
});
const codeOf = (change: object) => {
  const read = readCard(card(change), NOW);
  return read.ok ? 'ok' : read.code;
};

describe('a card', () => {
  it('is known by its number, with or without spaces and dashes', () => {
    const visa = { ok: true, behaviour: 'ok', brand: 'visa', last4: '4242' };
    assert.deepEqual(readCard(card(), NOW), visa);
    assert.deepEqual(readCard(card({ number: '4242-4242-4242-4242' }), NOW), visa);
  });

  it('is refused when a digit is wrong, or when it is no number at all', () => {
    for (const number of ['4242424242424241', '2424242424242424', '42', 'abcdefghijklmnop']) {
      assert.equal(codeOf({ number }), 'sandbox/card-number-invalid', number);
    }
  });

  it('is refused when it may be a real one', () => {
    assert.equal(codeOf({ number: '4539578763621486' }), 'sandbox/card-not-a-test-card');
  });

  it('is good until its month is over', () => {
    assert.equal(codeOf({ expiryMonth: 11, expiryYear: 2026 }), 'ok');
    assert.equal(codeOf({ expiryMonth: 10, expiryYear: 2026 }), 'sandbox/card-expired');
    assert.equal(codeOf({ expiryMonth: 12, expiryYear: 2025 }), 'sandbox/card-expired');
  });

  it('has three digits on its back, an American Express four', () => {
    for (const cvc of ['12', '1234', '12a']) assert.equal(codeOf({ cvc }), 'sandbox/card-cvc-invalid', cvc);
    assert.equal(codeOf({ number: '378282246310005' }), 'sandbox/card-cvc-invalid');
    assert.equal(codeOf({ number: '378282246310005', cvc: '1234' }), 'ok');
  });

  it('passes the check of its digits wherever the sandbox offers it', () => {
    for (const [number, { brand }] of Object.entries(TEST_CARDS)) {
      assert.equal(codeOf({ number, cvc: brand === 'amex' ? '1234' : '123' }), 'ok', number);
    }
  });
});
