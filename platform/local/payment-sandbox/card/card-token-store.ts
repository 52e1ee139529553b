import type { SandboxDatabase } from '../database.ts';
import { type Behaviour, TEST_TOKENS } from './behaviour.ts';

const GOOD_FOR_MS = 60 * 60 * 1000;

export type CardTokens = {
  insert(token: string, behaviour: Behaviour, now: Date): void;
  /** What a payment with this token will come to. A token from the form is used up by it. */
  use(token: string, now: Date): Behaviour;
  prune(now: Date): void;
};

export const createCardTokens = (db: SandboxDatabase): CardTokens => {
  const insert = db.prepare('INSERT INTO card_token (token, behaviour, created_at) VALUES (?, ?, ?)');
  const use = db.prepare(
    'UPDATE card_token SET used = 1 WHERE token = ? AND used = 0 AND created_at > ? RETURNING behaviour',
  );
  const prune = db.prepare('DELETE FROM card_token WHERE created_at <= ?');
  const oldest = (now: Date) => now.getTime() - GOOD_FOR_MS;
  return {
    insert: (token, behaviour, now) => void insert.run(token, behaviour, now.getTime()),
    use: (token, now) => {
      const known = Object.hasOwn(TEST_TOKENS, token) ? TEST_TOKENS[token] : undefined;
      if (known !== undefined) return known;
      const row = use.get(token, oldest(now)) as { behaviour: Behaviour } | undefined;
      return row?.behaviour ?? 'token-invalid';
    },
    prune: (now) => void prune.run(oldest(now)),
  };
};
