import type { Queryable, Transaction } from '@fondaco/chassis/postgres';
import type { Mismatch, MismatchKind } from '@fondaco/contracts/http/mismatches';
import type { AttemptState, PaymentState } from '@fondaco/contracts/http/payments';
import { GRACE_SECONDS, type OurRecord, type Suspicion } from './mismatch.ts';

type RecordRow = {
  readonly orderId: string;
  readonly attemptId: string;
  readonly state: AttemptState;
  readonly paymentState: PaymentState;
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly captured: number;
  readonly refunded: number;
  readonly providerPaymentId: string | null;
};

const COLUMNS = `
  attempt.order_id as "orderId", attempt.id as "attemptId", attempt.state, payment.state as "paymentState",
  payment.amount_minor as "amountMinor", payment.currency, payment.captured_minor as captured,
  payment.refunded_minor as refunded, attempt.provider_payment_id as "providerPaymentId"`;

const toRecord = (row: RecordRow): OurRecord => ({
  orderId: row.orderId,
  attemptId: row.attemptId,
  state: row.state,
  paymentState: row.paymentState,
  amount:
    row.amountMinor === null || row.currency === null
      ? null
      : { amountMinor: row.amountMinor, currency: row.currency },
  captured: row.captured,
  refunded: row.refunded,
});

/** Our records of these attempts, by the attempt's id. */
export const findOurRecords = async (
  db: Queryable,
  attempts: readonly { readonly orderId: string; readonly attemptId: string }[],
): Promise<ReadonlyMap<string, OurRecord>> => {
  const { rows } = await db.query<RecordRow>({
    name: 'find-our-records',
    text: `
      select ${COLUMNS}
      from unnest($1::uuid[], $2::uuid[]) as asked (order_id, id)
      join payment_attempt as attempt on attempt.order_id = asked.order_id and attempt.id = asked.id
      join payment on payment.order_id = attempt.order_id`,
    values: [attempts.map(({ orderId }) => orderId), attempts.map(({ attemptId }) => attemptId)],
  });
  return new Map(rows.map((row) => [row.attemptId, toRecord(row)]));
};

/** What we count on since then, with the provider's id of it. */
export const findHeldSince = async (
  db: Queryable,
  since: Date,
): Promise<{ readonly ours: OurRecord; readonly providerPaymentId: string | null }[]> => {
  const { rows } = await db.query<RecordRow>({
    name: 'find-held-since',
    text: `
      select ${COLUMNS}
      from payment join payment_attempt as attempt
        on attempt.order_id = payment.order_id and attempt.id = payment.attempt_id
      where payment.changed_at >= $1 and payment.changed_at < now() - make_interval(secs => $2)
        and attempt.state = 'authorised'`,
    values: [since, GRACE_SECONDS],
  });
  return rows.map((row) => ({ ours: toRecord(row), providerPaymentId: row.providerPaymentId }));
};

/** Work that has been unfinished for so long, other than what waits for customers. */
export const findStuckWork = async (db: Queryable, seconds: number): Promise<Suspicion[]> => {
  const { rows } = await db.query<{ kind: string; subjectId: string; orderId: string; failures: number }>({
    name: 'find-stuck-work',
    text: `
      select kind, subject_id as "subjectId", order_id as "orderId", failures from provider_work
      where kind <> 'confirm' and created_at < now() - make_interval(secs => $1) limit 1000`,
    values: [seconds],
  });
  return rows.map(({ kind, subjectId, orderId, failures }) => ({
    subject: `${kind} ${subjectId}`,
    orderId,
    kind: 'stuck',
    detail: `${kind} is not finished; it has failed ${failures} times`,
  }));
};

/** Remembers what is wrong, and forgets what was wrong before and is not among it. */
export const replaceMismatches = async (
  tx: Transaction,
  suspicions: readonly (Suspicion & { readonly id: string })[],
  at: Date,
): Promise<void> => {
  await tx.query({
    name: 'remember-mismatches',
    text: `
      insert into mismatch (id, subject, kind, order_id, detail, first_seen_at, last_seen_at)
      select wrong.*, $6::timestamptz, $6::timestamptz
      from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[]) as wrong
      on conflict on constraint mismatch_once
      do update set detail = excluded.detail, last_seen_at = excluded.last_seen_at`,
    values: [
      suspicions.map(({ id }) => id),
      suspicions.map(({ subject }) => subject),
      suspicions.map(({ kind }) => kind),
      suspicions.map(({ orderId }) => orderId),
      suspicions.map(({ detail }) => detail),
      at,
    ],
  });
  await tx.query({
    name: 'forget-mismatches',
    text: 'delete from mismatch where last_seen_at < $1',
    values: [at],
  });
};

/** The subjects of what was wrong when it was last looked at. */
export const listSubjects = async (db: Queryable): Promise<string[]> => {
  const { rows } = await db.query<{ subject: string }>({
    name: 'list-mismatch-subjects',
    text: 'select distinct subject from mismatch',
  });
  return rows.map(({ subject }) => subject);
};

/** What has been wrong for longer than the grace, oldest first, behind the one with the id `after`. */
export const listMismatches = async (
  db: Queryable,
  page: { readonly after: string | null; readonly limit: number },
): Promise<{ readonly id: string; readonly mismatch: Mismatch }[]> => {
  const { rows } = await db.query<{
    id: string;
    orderId: string | null;
    kind: MismatchKind;
    detail: string;
    firstSeenAt: Date;
    lastSeenAt: Date;
  }>({
    name: 'list-mismatches',
    text: `
      select id, order_id as "orderId", kind, detail, first_seen_at as "firstSeenAt",
        last_seen_at as "lastSeenAt"
      from mismatch
      where last_seen_at - first_seen_at >= make_interval(secs => $3) and ($1::uuid is null or id > $1)
      order by id limit $2`,
    values: [page.after, page.limit, GRACE_SECONDS],
  });
  return rows.map(({ id, ...row }) => ({
    id,
    mismatch: {
      ...row,
      firstSeenAt: row.firstSeenAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    },
  }));
};

/** How many there are of each kind, of those that have been wrong for longer than the grace. */
export const countMismatches = async (db: Queryable): Promise<Record<string, number>> => {
  const { rows } = await db.query<{ kind: string; count: number }>({
    name: 'count-mismatches',
    text: `
      select kind, count(*) as count from mismatch
      where last_seen_at - first_seen_at >= make_interval(secs => $1) group by kind`,
    values: [GRACE_SECONDS],
  });
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]));
};
