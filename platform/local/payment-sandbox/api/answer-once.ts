import { hash } from 'node:crypto';
import { Problem } from '@fondaco/chassis/service';
import type { SandboxDatabase } from '../database.ts';

/** As it goes out; `body` is JSON. */
export type Answer = { readonly status: number; readonly body: string };

export type AnswerOnce = {
  /**
   * The answer that this key got the first time, or that of `work`, kept in the same transaction. What `work`
   * throws is no answer: the key may be used again. Throws Problem 409 for another request under the same key.
   */
  answer(
    request: { readonly key: string; readonly url: string; readonly body: unknown; readonly now: Date },
    work: () => Answer,
  ): Answer & { readonly replayed: boolean };
  prune(now: Date): void;
};

/** As long as providers keep them; by then whoever asks again must have looked first. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export const createAnswerOnce = (db: SandboxDatabase): AnswerOnce => {
  const find = db.prepare('SELECT fingerprint, status, body FROM answer WHERE key = ?');
  const insert = db.prepare(
    'INSERT INTO answer (key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const prune = db.prepare('DELETE FROM answer WHERE created_at <= ?');
  return {
    answer: (request, work) => {
      const fingerprint = hash('sha256', `${request.url}\n${JSON.stringify(request.body)}`, 'base64url');
      return db.transaction(() => {
        const first = find.get(request.key) as (Answer & { fingerprint: string }) | undefined;
        if (first === undefined) {
          const answer = work();
          insert.run(request.key, fingerprint, answer.status, answer.body, request.now.getTime());
          return { ...answer, replayed: false };
        }
        if (first.fingerprint !== fingerprint) throw KEY_REUSED;
        return { status: first.status, body: first.body, replayed: true };
      });
    },
    prune: (now) => void prune.run(now.getTime() - KEPT_MS),
  };
};

const KEY_REUSED = new Problem({
  status: 409,
  code: 'sandbox/idempotency-key-reused',
  title: 'The idempotency key was used for another request',
});
