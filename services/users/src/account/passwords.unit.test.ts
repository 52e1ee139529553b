import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPasswords } from './passwords.ts';

const busy = () => new Error('come back later');

describe('passwords', () => {
  it('are verified against their argon2id hash', async () => {
    const passwords = await createPasswords({ atOnce: 2, mostWaiting: 10, busy });
    const hash = await passwords.hash('correct horse');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.equal(await passwords.verify(hash, 'correct horse'), true);
    assert.equal(await passwords.verify(hash, 'wrong horse'), false);
    assert.equal(await passwords.verify(undefined, 'correct horse'), false);
  });

  it('are hashed a few at once; past the bound a caller is told to come back', async () => {
    const passwords = await createPasswords({ atOnce: 1, mostWaiting: 2, busy });
    const admitted = [1, 2, 3].map(() => passwords.hash('correct horse'));
    assert.equal(passwords.waiting(), 2);
    await assert.rejects(passwords.hash('correct horse'), /come back later/);
    assert.equal(new Set(await Promise.all(admitted)).size, 3);
    assert.equal(passwords.waiting(), 0);
    await passwords.hash('correct horse');
  });

  it('leave the turn to the next one when a hash cannot be read', async () => {
    const passwords = await createPasswords({ atOnce: 1, mostWaiting: 2, busy });
    await assert.rejects(passwords.verify('not a hash', 'x'));
    await passwords.hash('correct horse');
  });
});
