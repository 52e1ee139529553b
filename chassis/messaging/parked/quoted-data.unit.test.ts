import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { eraseQuoted, maskQuoted } from './quoted-data.ts';

const payload = Buffer.from(
  JSON.stringify({
    orderId: 'o-1',
    recipient: { name: 'Ann Example', email: 'ann@example.com' },
    delivery: { name: 'Ann', line1: '1 Long Road', city: 'Ur' },
    lines: [{ sku: 'MUG-1', name: 'Mug' }],
  }),
);

describe('the reason of a parked message', () => {
  test('tells nothing personal that the message tells, and all the rest', () => {
    const reason = 'Error: no letter for Ann Example (Ann), 1 Long Road: Mug of o-1, bob@example.org';
    assert.equal(
      maskQuoted(reason, payload),
      'Error: no letter for [masked] ([masked]), [masked]: Mug of o-1, [redacted]',
    );
    assert.equal(
      eraseQuoted(reason, payload),
      'Error: no letter for [erased] ([erased]), [erased]: Mug of o-1, [redacted]',
    );
  });

  test('is not torn by values so short that they are part of words', () => {
    assert.equal(maskQuoted('Urgent', payload), 'Urgent');
  });

  test('is kept for messages that are not JSON, or of a depth that no event has', () => {
    const deep = Buffer.from(`${'['.repeat(1e5)}"Ann"${']'.repeat(1e5)}`);
    for (const one of [null, Buffer.from('{'), deep]) assert.equal(maskQuoted('no letter', one), 'no letter');
  });
});
