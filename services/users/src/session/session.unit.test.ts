import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decideRefresh, hashRefreshToken } from './session.ts';

const now = new Date('2026-01-01T12:00:00Z');
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describe('a refresh token that comes back', () => {
  const cases: readonly [string, number, number | null, string][] = [
    ['is replaced when it is fresh', 1, null, 'rotate'],
    ['is refused when it has expired', 0, null, 'refuse'],
    ['is refused when it has expired, replaced or not', 0, -60, 'refuse'],
    ['is answered again within 30 seconds of its replacement', 60, -30, 'rotate'],
    ['ends its session after that', 60, -31, 'end-session'],
  ];
  for (const [what, expires, replaced, decision] of cases) {
    it(what, () => {
      const token = { expiresAt: at(expires), replacedAt: replaced === null ? null : at(replaced) };
      assert.equal(decideRefresh(token, now), decision);
    });
  }
  it('is stored as its SHA-256', () => assert.equal(hashRefreshToken('a').length, 32));
});
