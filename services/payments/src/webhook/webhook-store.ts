import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProviderNotice } from '../provider/payment-provider.ts';
import type { KnownAttempt, WebhookOutcome } from './webhook.ts';

/** The attempt that a webhook speaks of. Null for one that is not ours. */
export const findKnownAttempt = async (
  db: Queryable,
  orderId: string,
  attemptId: string,
): Promise<KnownAttempt | null> => {
  const { rows } = await db.query<
    Omit<KnownAttempt, 'amount'> & { amountMinor: number | null; currency: string | null }
  >({
    name: 'find-known-attempt',
    text: `
      select attempt.id as "attemptId", attempt.order_id as "orderId", attempt.state,
        payment.state as "paymentState", attempt.provider_payment_id as "providerPaymentId",
        payment.amount_minor as "amountMinor", payment.currency
      from payment_attempt as attempt join payment on payment.order_id = attempt.order_id
      where attempt.order_id = $1 and attempt.id = $2`,
    values: [orderId, attemptId],
  });
  const [row] = rows;
  if (!row) return null;
  const { amountMinor, currency, ...known } = row;
  return { ...known, amount: amountMinor === null || currency === null ? null : { amountMinor, currency } };
};

/**
 * Stores a webhook, once; a hint makes the work on its attempt due, now or as soon as who works on it is done.
 * False, and nothing changes, when it was stored before.
 */
export const storeWebhook = async (
  db: Queryable,
  provider: string,
  notice: ProviderNotice,
  outcome: WebhookOutcome,
): Promise<boolean> => {
  const { count } = await db.query({
    name: 'store-webhook',
    text: `
      with stored as (
        insert into webhook_event (provider, event_id, type, provider_payment_id, attempt_id, outcome)
        values ($1, $2, $3, $4, $5, $6)
        on conflict do nothing
        returning 1
      ), hinted as (
        update provider_work
        set hinted = token is not null, due_at = case when token is null then now() else due_at end
        from stored
        where $6 = 'hint' and kind in ('authorise', 'confirm') and subject_id = $5
      )
      select from stored`,
    values: [
      provider,
      notice.eventId,
      notice.type,
      notice.paymentId,
      // Of something else than ours it may be anything.
      outcome === 'mismatch' || outcome === 'ignored' ? null : notice.attemptId,
      outcome,
    ],
  });
  return count === 1;
};

/** Nobody sends an event again after a month. */
export const forgetWebhooks = async (db: Queryable): Promise<void> => {
  await db.query({
    name: 'forget-webhooks',
    text: `
      delete from webhook_event where ctid in (
        select ctid from webhook_event where received_at < now() - interval '30 days' limit 5000
      )`,
  });
};
