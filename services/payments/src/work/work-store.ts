import type { Queryable } from '@fondaco/chassis/postgres';
import type { Lease, WorkKind } from '../payment/payment.ts';
import type { Work, WorkInputs } from './work.ts';

/** Takes up to `limit` pieces that are due, under a fresh lease; others who ask meanwhile get other ones. */
export const claimWork = async (
  db: Queryable,
  claim: { readonly token: string; readonly leaseSeconds: number; readonly limit: number },
): Promise<Pick<Work, 'kind' | 'subjectId' | 'orderId' | 'failures'>[]> => {
  const { rows } = await db.query<Pick<Work, 'kind' | 'subjectId' | 'orderId' | 'failures'>>({
    name: 'claim-provider-work',
    text: `
      update provider_work as work
      set token = $1, due_at = now() + make_interval(secs => $2), hinted = false
      from (
        select kind, subject_id from provider_work where due_at <= now()
        order by due_at limit $3 for update skip locked
      ) as due
      where work.kind = due.kind and work.subject_id = due.subject_id
      returning work.kind, work.subject_id as "subjectId", work.order_id as "orderId", work.failures`,
    values: [claim.token, claim.leaseSeconds, claim.limit],
  });
  return rows;
};

/** Gives the lease back: the work is due again in so many seconds, at once when a webhook came meanwhile. */
export const postponeWork = async (
  db: Queryable,
  lease: Lease,
  again: { readonly inSeconds: number; readonly failed: boolean },
): Promise<void> => {
  await db.query({
    name: 'postpone-provider-work',
    text: `
      update provider_work
      set token = null, hinted = false, failures = case when $5 then failures + 1 else 0 end,
        due_at = now() + make_interval(secs => case when hinted then 0 else $4::double precision end)
      where kind = $1 and subject_id = $2 and token = $3`,
    values: [lease.kind, lease.subjectId, lease.token, again.inSeconds, again.failed],
  });
};

/** The work is not to be done any more, whatever its outcome. */
export const dropWork = async (db: Queryable, lease: Lease): Promise<void> => {
  await db.query({
    name: 'drop-provider-work',
    text: 'delete from provider_work where kind = $1 and subject_id = $2 and token = $3',
    values: [lease.kind, lease.subjectId, lease.token],
  });
};

/** Gives back leases of work that was never begun. */
export const releaseWork = async (db: Queryable, tokens: readonly string[]): Promise<void> => {
  await db.query({
    name: 'release-provider-work',
    text: 'update provider_work set token = null, due_at = now() where token = any($1::uuid[])',
    values: [tokens],
  });
};

/** What the work needs to know. Null when there is no such payment. */
export const readInputs = async (
  db: Queryable,
  work: { readonly orderId: string; readonly subjectId: string },
): Promise<WorkInputs | null> => {
  const { rows } = await db.query<{
    amountMinor: number;
    currency: string;
    cardToken: string | null;
    providerPaymentId: string | null;
  }>({
    name: 'read-work-inputs',
    text: `
      select coalesce(refund.amount_minor, payment.amount_minor) as "amountMinor", payment.currency,
        attempt.card_token as "cardToken", payment.provider_payment_id as "providerPaymentId"
      from payment
      left join payment_attempt as attempt on attempt.order_id = payment.order_id and attempt.id = $2
      left join payment_refund as refund on refund.refund_id = $2
      where payment.order_id = $1 and payment.amount_minor is not null`,
    values: [work.orderId, work.subjectId],
  });
  const [row] = rows;
  if (!row) return null;
  const { amountMinor, currency, cardToken, providerPaymentId } = row;
  return { amount: { amountMinor, currency }, cardToken, providerPaymentId };
};

export type Backlog = { readonly kind: WorkKind; readonly count: number; readonly oldestSeconds: number };

/** How much is unfinished, by kind, and for how long. */
export const measureBacklog = async (db: Queryable): Promise<Backlog[]> => {
  const { rows } = await db.query<Backlog>({
    name: 'measure-provider-work',
    text: `
      select kind, count(*) as count, extract(epoch from now() - min(created_at))::float8 as "oldestSeconds"
      from provider_work group by kind`,
  });
  return rows;
};
