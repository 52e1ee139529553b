import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { seal, unseal } from './sealed-key.ts';

const secret = randomBytes(32);
const key = { kty: 'OKP', crv: 'Ed25519', x: 'public', d: 'private' };

describe('a sealed key', () => {
  it('opens with its secret and id', () =>
    assert.deepEqual(unseal(secret, 'k1', seal(secret, 'k1', key)), key));
  it('is sealed differently each time', () =>
    assert.notDeepEqual(seal(secret, 'k1', key), seal(secret, 'k1', key)));
  it('opens neither with another secret, nor in the row of another key, nor changed', () => {
    const sealed = seal(secret, 'k1', key);
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);
    assert.throws(() => unseal(randomBytes(32), 'k1', sealed), /SIGNING_KEY_SECRET/);
    assert.throws(() => unseal(secret, 'k2', sealed), /SIGNING_KEY_SECRET/);
    assert.throws(() => unseal(secret, 'k1', changed), /SIGNING_KEY_SECRET/);
  });
});
