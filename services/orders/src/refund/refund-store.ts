import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { Refund } from '@fondaco/contracts/http/orders';
import type { UnitsOfSku } from '../order/order-line-store.ts';

export type StoredRefund = {
  readonly refundId: string;
  readonly orderId: string;
  readonly state: Refund['state'];
  readonly bodyHash: Buffer;
  readonly amountMinor: number;
  readonly lines: UnitsOfSku[];
  readonly reason: string;
};

const COLUMNS = `
  id as "refundId", order_id as "orderId", state, body_hash as "bodyHash", amount_minor as "amountMinor", lines, reason`;

export const insertRefund = async (
  tx: Transaction,
  refund: StoredRefund & { readonly idempotencyKey: string; readonly at: Date },
): Promise<void> => {
  await tx.query({
    name: 'insert-refund',
    text: `
      insert into order_refund (id, order_id, idempotency_key, body_hash, state, amount_minor, lines, reason, at, asked_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
    values: [
      refund.refundId,
      refund.orderId,
      refund.idempotencyKey,
      refund.bodyHash,
      refund.state,
      refund.amountMinor,
      JSON.stringify(refund.lines),
      refund.reason,
      refund.at,
    ],
  });
};

/** The refunds of a locked order that have no answer yet, and the one under this key whatever became of it. */
export const findRefunds = async (
  tx: Queryable,
  orderId: string,
  idempotencyKey: string,
): Promise<{ readonly sameKey: StoredRefund | null; readonly requested: StoredRefund[] }> => {
  const { rows } = await tx.query<StoredRefund & { idempotencyKey: string }>({
    name: 'find-refunds',
    text: `
      select ${COLUMNS}, idempotency_key as "idempotencyKey" from order_refund
      where order_id = $1 and (state = 'requested' or idempotency_key = $2)`,
    values: [orderId, idempotencyKey],
  });
  return {
    sameKey: rows.find((refund) => refund.idempotencyKey === idempotencyKey) ?? null,
    requested: rows.filter((refund) => refund.state === 'requested'),
  };
};

export const findRefund = async (
  tx: Queryable,
  orderId: string,
  refundId: string,
): Promise<StoredRefund | null> => {
  const { rows } = await tx.query<StoredRefund>({
    name: 'find-refund',
    text: `select ${COLUMNS} from order_refund where order_id = $1 and id = $2`,
    values: [orderId, refundId],
  });
  return rows[0] ?? null;
};

/** `failure` is why it could not be carried out. */
export const settleRefund = async (
  tx: Transaction,
  refundId: string,
  outcome: { readonly state: 'refunded' | 'failed'; readonly failure: string | null },
): Promise<void> => {
  await tx.query({
    name: 'settle-refund',
    text: 'update order_refund set state = $2, failure = $3 where id = $1',
    values: [refundId, outcome.state, outcome.failure],
  });
};

/**
 * Refunds without an answer for so long, at most `limit`; from now on they count as asked again. Beside others
 * that do the same, each gets different ones.
 */
export const takeUnansweredRefunds = async (
  tx: Transaction,
  answerSeconds: number,
  limit: number,
): Promise<(StoredRefund & { readonly currency: string })[]> => {
  const { rows } = await tx.query<StoredRefund & { currency: string }>({
    name: 'take-unanswered-refunds',
    text: `
      update order_refund set asked_at = now()
      where id in (
        select id from order_refund
        where state = 'requested' and asked_at <= now() - make_interval(secs => $1)
        order by asked_at limit $2 for update skip locked)
      returning ${COLUMNS},
        (select currency from customer_order where customer_order.id = order_refund.order_id) as currency`,
    values: [answerSeconds, limit],
  });
  return rows;
};
