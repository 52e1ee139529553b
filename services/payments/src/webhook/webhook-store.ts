import type { Queryable } from '@fondaco/chassis/postgres';
import type { ProviderNotice } from '../provider/payment-provider.ts';
import type { KnownAttempt, WebhookOutcome } from './webhook.ts';

/** The attempts that webhooks speak of, by their ids. Those that are not ours are missing. */
export const findKnownAttempts = async (
  db: Queryable,
  wanted: readonly { readonly orderId: string; readonly attemptId: string }[],
): Promise<ReadonlyMap<string, KnownAttempt>> => {
  if (wanted.length === 0) return new Map();
  const { rows } = await db.query<
    Omit<KnownAttempt, 'amount'> & { amountMinor: number | null; currency: string | null }
  >({
    name: 'find-known-attempts',
    text: `
      select attempt.id as "attemptId", attempt.order_id as "orderId", attempt.state,
        payment.state as "paymentState", attempt.provider_payment_id as "providerPaymentId",
        payment.amount_minor as "amountMinor", payment.currency
      from unnest($1::uuid[], $2::uuid[]) as wanted (order_id, id)
      join payment_attempt as attempt on attempt.order_id = wanted.order_id and attempt.id = wanted.id
      join payment on payment.order_id = attempt.order_id`,
    values: [wanted.map(({ orderId }) => orderId), wanted.map(({ attemptId }) => attemptId)],
  });
  return new Map(
    rows.map(({ amountMinor, currency, ...known }) => [
      known.attemptId,
      { ...known, amount: amountMinor === null || currency === null ? null : { amountMinor, currency } },
    ]),
  );
};

/** Stores webhooks that lead to nothing, each once. Answers the ids of those that were not stored before. */
export const storeWebhooks = async (
  db: Queryable,
  provider: string,
  webhooks: readonly { readonly notice: ProviderNotice; readonly outcome: Exclude<WebhookOutcome, 'hint'> }[],
): Promise<ReadonlySet<string>> => {
  if (webhooks.length === 0) return new Set();
  const { rows } = await db.query<{ eventId: string }>({
    name: 'store-webhooks',
    // In one order everywhere: two replicas may be told the same.
    text: `
      insert into webhook_event (provider, event_id, type, provider_payment_id, attempt_id, outcome)
      select $1, told.*
      from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[])
        as told (event_id, type, provider_payment_id, attempt_id, outcome)
      order by event_id
      on conflict do nothing
      returning event_id as "eventId"`,
    values: [
      provider,
      webhooks.map(({ notice }) => notice.eventId),
      webhooks.map(({ notice }) => notice.type),
      webhooks.map(({ notice }) => notice.paymentId),
      // Of something else than ours it may be anything.
      webhooks.map(({ notice, outcome }) =>
        outcome === 'mismatch' || outcome === 'ignored' ? null : notice.attemptId,
      ),
      webhooks.map(({ outcome }) => outcome),
    ],
  });
  return new Set(rows.map(({ eventId }) => eventId));
};

/**
 * Stores a webhook that is a hint, once: the work on its attempt becomes due, now or as soon as who works on it is
 * done. False, and nothing changes, when it was stored before.
 */
export const storeHint = async (
  db: Queryable,
  provider: string,
  notice: ProviderNotice,
): Promise<boolean> => {
  const { count } = await db.query({
    name: 'store-hint',
    text: `
      with stored as (
        insert into webhook_event (provider, event_id, type, provider_payment_id, attempt_id, outcome)
        values ($1, $2, $3, $4, $5, 'hint')
        on conflict do nothing
        returning 1
      ), hinted as (
        update provider_work
        set hinted = token is not null, due_at = case when token is null then now() else due_at end
        from stored
        where kind in ('authorise', 'confirm') and subject_id = $5
      )
      select from stored`,
    values: [provider, notice.eventId, notice.type, notice.paymentId, notice.attemptId],
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
