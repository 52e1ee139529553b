import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeMismatches } from './describe-mismatches.ts';

test('mismatches are listed, the longest known first', () => {
  const lastSeenAt = '2026-11-23T13:00:00.000Z';
  assert.equal(
    describeMismatches([
      {
        orderId: null,
        kind: 'unknown-charge',
        detail: 'The provider holds 7.50 GBP that no attempt asked for.',
        firstSeenAt: '2026-11-23T12:10:00.000Z',
        lastSeenAt,
      },
      {
        orderId: '0199f3a0-0000-7000-8000-000000000001',
        kind: 'stuck',
        detail: 'Pending since 12:00.',
        firstSeenAt: '2026-11-23T12:05:00.000Z',
        lastSeenAt,
      },
    ]),
    [
      '2026-11-23T12:05:00Z  stuck                      0199f3a0-0000-7000-8000-000000000001  Pending since 12:00.',
      '2026-11-23T12:10:00Z  unknown-charge             (no order)  The provider holds 7.50 GBP that no attempt asked for.',
    ].join('\n'),
  );
  assert.equal(describeMismatches([]), 'All records agree.');
});
