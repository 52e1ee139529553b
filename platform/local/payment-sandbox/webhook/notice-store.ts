import type { SandboxDatabase } from '../database.ts';

/** A webhook that waits: `body` is what will be sent, `tries` how often it was. */
export type WaitingNotice = { readonly number: number; readonly body: string; readonly tries: number };

export type Notices = {
  insert(notice: {
    readonly payment: number;
    readonly body: string;
    readonly dueAt: number;
    readonly held: boolean;
  }): void;
  /** Notices that were held back until the payment's next one. */
  release(payment: number, dueAt: number): void;
  due(now: number, limit: number): readonly WaitingNotice[];
  nextDueAt(after: number): number | null;
  postpone(number: number, dueAt: number): void;
  delete(number: number): void;
  count(): number;
};

export const createNotices = (db: SandboxDatabase): Notices => {
  const insert = db.prepare('INSERT INTO notice (payment, body, due_at, held) VALUES (?, ?, ?, ?)');
  const release = db.prepare('UPDATE notice SET due_at = ?, held = 0 WHERE payment = ? AND held = 1');
  const due = db.prepare(
    'SELECT number, body, tries FROM notice WHERE due_at <= ? ORDER BY due_at, number LIMIT ?',
  );
  const nextDueAt = db.prepare('SELECT min(due_at) AS at FROM notice WHERE due_at > ?');
  const postpone = db.prepare('UPDATE notice SET due_at = ?, tries = tries + 1 WHERE number = ?');
  const remove = db.prepare('DELETE FROM notice WHERE number = ?');
  const count = db.prepare('SELECT count(*) AS count FROM notice');
  return {
    insert: (n) => void insert.run(n.payment, n.body, n.dueAt, n.held ? 1 : 0),
    release: (payment, dueAt) => void release.run(dueAt, payment),
    due: (now, limit) => due.all(now, limit) as unknown as readonly WaitingNotice[],
    nextDueAt: (after) => (nextDueAt.get(after) as { at: number | null } | undefined)?.at ?? null,
    postpone: (number, dueAt) => void postpone.run(dueAt, number),
    delete: (number) => void remove.run(number),
    count: () => Number(count.get()?.count),
  };
};
