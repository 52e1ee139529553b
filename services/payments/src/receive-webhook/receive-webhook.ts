import { createGather, type Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { PaymentMetrics } from '../metrics.ts';
import { type PaymentProvider, type ProviderNotice, WrongSignature } from '../provider/payment-provider.ts';
import { judgeNotice, type WebhookOutcome } from '../webhook/webhook.ts';
import { findKnownAttempts, storeHint, storeWebhooks } from '../webhook/webhook-store.ts';

/** Throws WrongSignature. */
export type ReceiveWebhook = (
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
) => Promise<void>;

/**
 * Nobody waits for what a webhook says, so many of them are stored together. Most come before the answer that they
 * are about is recorded: a moment later they tell nothing new.
 */
const LINGER_MS = 100;
const TOGETHER = 100;

type Judged = { readonly notice: ProviderNotice; readonly outcome: WebhookOutcome };
type Received = Judged & { readonly stored: boolean };

/** A webhook is stored before it is acknowledged, and what it means is decided once. */
export const receiveWebhook = (deps: {
  readonly db: Database;
  readonly provider: PaymentProvider;
  readonly wakeWork: () => void;
  readonly metrics: PaymentMetrics;
  readonly log: Log;
}): ReceiveWebhook => {
  const { db, provider, wakeWork, metrics, log } = deps;

  const read = (...signed: Parameters<ReceiveWebhook>): ProviderNotice => {
    try {
      return provider.readNotice(...signed);
    } catch (error) {
      if (error instanceof WrongSignature) metrics.webhook('wrong-signature');
      throw error;
    }
  };

  const receive = async (notices: readonly ProviderNotice[]): Promise<Received[]> => {
    const known = await findKnownAttempts(db, notices.flatMap(subjectOf));
    const judged = notices.map((notice): Judged => {
      const ours = notice.attemptId === null ? undefined : known.get(notice.attemptId.toLowerCase());
      return { notice, outcome: judgeNotice(notice, ours ?? null) };
    });
    const stored = await storeWebhooks(db, provider.name, judged.filter(leadsToNothing));
    const told = new Set<string>();
    const received: Received[] = [];
    for (const one of judged) {
      const { eventId } = one.notice;
      const first =
        one.outcome === 'hint'
          ? await storeHint(db, provider.name, one.notice)
          : stored.has(eventId) && !told.has(eventId);
      told.add(eventId);
      received.push({ ...one, stored: first });
    }
    return received;
  };
  const gather = createGather({
    paceMs: 0,
    lingerMs: LINGER_MS,
    most: TOGETHER,
    concurrency: 1,
    work: receive,
  });

  return async (body, headers) => {
    const { notice, outcome, stored } = await gather(read(body, headers));
    metrics.webhook(stored ? outcome : 'replayed');
    if (!stored) return;
    if (outcome === 'hint') wakeWork();
    if (outcome === 'mismatch') {
      const { eventId, type } = notice;
      log.warn({ eventId, type }, 'webhook for another order or amount');
    }
  };
};

const leadsToNothing = (
  judged: Judged,
): judged is Judged & { readonly outcome: Exclude<WebhookOutcome, 'hint'> } => judged.outcome !== 'hint';

const subjectOf = ({ orderId, attemptId }: ProviderNotice) =>
  isUuid(orderId) && isUuid(attemptId) ? [{ orderId, attemptId }] : [];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isUuid = (text: string | null): text is string => text !== null && UUID.test(text);
