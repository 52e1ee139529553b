import type { SandboxDatabase } from '../database.ts';
import type { Payment } from './payment.ts';

/** A payment with its place in the order in which they came. */
export type Numbered = Payment & { readonly number: number };

/** Where a listing goes on. */
export type Position = { readonly at: number; readonly number: number };

export type Payments = {
  insert(payment: Payment): number;
  update(number: number, payment: Payment): void;
  find(id: string): Numbered | undefined;
  findByAttempt(attemptId: string): readonly Numbered[];
  changedFrom(position: Position, limit: number): readonly Numbered[];
  after(number: number, limit: number): readonly Numbered[];
  count(): number;
  /** What was ever held for attempts and orders that have more than one such payment. */
  heldMoreThanOnce(): readonly Pick<Payment, 'attemptId' | 'orderId' | 'heldAt' | 'voidedAt'>[];
};

const COLUMNS = `number, id, attempt_id AS "attemptId", order_id AS "orderId", amount, currency, state, captured,
  refunded, decline_reason AS "declineReason", behaviour, return_url AS "returnUrl", created_at AS "createdAt",
  changed_at AS "changedAt", held_at AS "heldAt", voided_at AS "voidedAt"`;

export const createPayments = (db: SandboxDatabase): Payments => {
  const insert =
    db.prepare(`INSERT INTO payment (id, attempt_id, order_id, amount, currency, state, captured, refunded,
    decline_reason, behaviour, return_url, created_at, changed_at, held_at, voided_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const update = db.prepare(`UPDATE payment SET state = ?, captured = ?, refunded = ?, decline_reason = ?,
    changed_at = ?, held_at = ?, voided_at = ? WHERE number = ?`);
  const find = db.prepare(`SELECT ${COLUMNS} FROM payment WHERE id = ?`);
  const findByAttempt = db.prepare(`SELECT ${COLUMNS} FROM payment WHERE attempt_id = ? ORDER BY number`);
  const changedFrom = db.prepare(`SELECT ${COLUMNS} FROM payment WHERE (changed_at, number) > (?, ?)
    ORDER BY changed_at, number LIMIT ?`);
  const after = db.prepare(`SELECT ${COLUMNS} FROM payment WHERE number > ? ORDER BY number LIMIT ?`);
  const count = db.prepare('SELECT count(*) AS count FROM payment');
  const heldMoreThanOnce = db.prepare(`SELECT attempt_id AS "attemptId", order_id AS "orderId",
      held_at AS "heldAt", voided_at AS "voidedAt" FROM payment
    WHERE held_at IS NOT NULL AND (
      order_id IN (SELECT order_id FROM payment WHERE held_at IS NOT NULL GROUP BY 1 HAVING count(*) > 1)
      OR attempt_id IN (SELECT attempt_id FROM payment WHERE held_at IS NOT NULL GROUP BY 1 HAVING count(*) > 1))
    ORDER BY held_at, number`);
  const rows = (found: unknown): readonly Numbered[] => found as readonly Numbered[];
  return {
    insert: (p) =>
      Number(
        insert.run(
          p.id,
          p.attemptId,
          p.orderId,
          p.amount,
          p.currency,
          p.state,
          p.captured,
          p.refunded,
          p.declineReason,
          p.behaviour,
          p.returnUrl,
          p.createdAt,
          p.changedAt,
          p.heldAt,
          p.voidedAt,
        ).lastInsertRowid,
      ),
    update: (number, p) =>
      void update.run(
        p.state,
        p.captured,
        p.refunded,
        p.declineReason,
        p.changedAt,
        p.heldAt,
        p.voidedAt,
        number,
      ),
    find: (id) => find.get(id) as Numbered | undefined,
    findByAttempt: (attemptId) => rows(findByAttempt.all(attemptId)),
    changedFrom: ({ at, number }, limit) => rows(changedFrom.all(at, number, limit)),
    after: (number, limit) => rows(after.all(number, limit)),
    count: () => Number(count.get()?.count),
    heldMoreThanOnce: () => rows(heldMoreThanOnce.all()),
  };
};
