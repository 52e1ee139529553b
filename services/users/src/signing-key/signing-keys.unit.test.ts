import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import type { SigningKeyRow } from './signing-key-store.ts';
import { createSigningKeys } from './signing-keys.ts';

const MINUTE_MS = 60_000;

const start = () => {
  const rows: SigningKeyRow[] = [];
  const state = { now: 0, away: false };
  const keys = createSigningKeys({
    store: {
      list: async () => {
        if (state.away) throw new Error('the database is away');
        return rows;
      },
      insertFirst: async (key) => void rows.push({ ...key, isCurrent: true }),
    },
    secret: randomBytes(32),
    newId: () => `k${rows.length + 1}`,
    now: () => state.now,
  });
  return { keys, state };
};

describe('signing keys', () => {
  it('serve on while the database is away, for all who ask at once', async () => {
    const { keys, state } = start();
    await keys.current();
    state.away = true;
    for (const now of [MINUTE_MS, 2 * MINUTE_MS]) {
      state.now = now;
      const answers = await Promise.all([keys.current(), keys.current(), keys.current()]);
      assert.deepEqual(
        answers.map(({ keyId }) => keyId),
        ['k1', 'k1', 'k1'],
      );
    }
  });

  it('are asked for again at once when there were none yet', async () => {
    const { keys, state } = start();
    state.away = true;
    await assert.rejects(keys.current(), /database is away/);
    state.away = false;
    assert.equal((await keys.published()).length, 1);
  });
});
