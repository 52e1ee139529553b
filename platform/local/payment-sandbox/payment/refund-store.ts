import type { SandboxRefund } from '@fondaco/contracts/http/payment-sandbox';
import type { SandboxDatabase } from '../database.ts';
import type { Numbered } from './payment-store.ts';

export type Refund = {
  readonly id: string;
  readonly refundId: string;
  readonly amount: number;
  readonly createdAt: number;
};

export type Refunds = {
  insert(payment: number, refund: Refund): void;
  of(payment: number): readonly Refund[];
};

export const createRefunds = (db: SandboxDatabase): Refunds => {
  const insert = db.prepare(
    'INSERT INTO refund (id, payment, refund_id, amount, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const of = db.prepare(`SELECT id, refund_id AS "refundId", amount, created_at AS "createdAt"
    FROM refund WHERE payment = ? ORDER BY number`);
  return {
    insert: (payment, r) => void insert.run(r.id, payment, r.refundId, r.amount, r.createdAt),
    of: (payment) => of.all(payment) as unknown as readonly Refund[],
  };
};

/** As the API shows it. */
export const publicRefund = (payment: Pick<Numbered, 'id' | 'currency'>, refund: Refund): SandboxRefund => ({
  id: refund.id,
  paymentId: payment.id,
  amount: { amountMinor: refund.amount, currency: payment.currency },
  metadata: { refundId: refund.refundId },
  createdAt: new Date(refund.createdAt).toISOString(),
});
