import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameFromEmail, normaliseEmail, readName } from './account.ts';
import { decideLogIn } from './log-in-decision.ts';
import { newOneTimePassword } from './one-time-password.ts';

const now = new Date('2026-01-01T12:00:00Z');
const later = new Date('2026-01-01T12:00:01Z');
const password = 'k7mwp-23456-abcde-fghjk';

describe('an account', () => {
  it('has one address, however it is spelt', () => {
    assert.equal(normaliseEmail('Ann.B@Example.COM'), 'ann.b@example.com');
  });
  it('has a name that is not blank', () => {
    assert.equal(readName('  Ann  '), 'Ann');
    assert.equal(readName(' \t '), undefined);
  });
  it('is named after its address when the operator makes it', () => {
    assert.equal(nameFromEmail('ann.b@example.com'), 'ann.b');
  });
});

describe('a log-in with the right password', () => {
  const decision = (oneTimeUntil: Date | null, newPassword?: string) =>
    decideLogIn({ oneTimeUntil }, { password, newPassword }, now);

  it('opens a session', () => assert.equal(decision(null), 'open-session'));
  it('replaces a one-time password', () =>
    assert.equal(decision(later, 'my own password'), 'replace-password-and-open-session'));
  it('is refused in every other case', () => {
    assert.equal(decision(null, 'my own password'), 'password-not-one-time');
    assert.equal(decision(later), 'password-change-required');
    assert.equal(decision(later, password), 'password-not-new');
    assert.equal(decision(now, 'my own password'), 'one-time-password-expired');
    assert.equal(decision(now), 'one-time-password-expired');
  });
});

describe('a one-time password', () => {
  it('has 20 characters in groups of five, each drawn by itself', () => {
    let draws = 0;
    const made = newOneTimePassword((below) => draws++ % below);
    assert.equal(made, 'abcde-fghjk-mnpqr-stuvw');
    assert.equal(draws, 20);
  });
});
