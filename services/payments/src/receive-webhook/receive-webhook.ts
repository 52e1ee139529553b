import type { Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import type { PaymentMetrics } from '../metrics.ts';
import { type PaymentProvider, type ProviderNotice, WrongSignature } from '../provider/payment-provider.ts';
import { judgeNotice } from '../webhook/webhook.ts';
import { findKnownAttempt, storeWebhook } from '../webhook/webhook-store.ts';

/** Throws WrongSignature. */
export type ReceiveWebhook = (
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
) => Promise<void>;

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

  return async (body, headers) => {
    const notice = read(body, headers);
    const { attemptId, orderId, eventId } = notice;
    const ours = isUuid(attemptId) && isUuid(orderId) ? await findKnownAttempt(db, orderId, attemptId) : null;
    const outcome = judgeNotice(notice, ours);
    const stored = await storeWebhook(db, provider.name, notice, outcome);
    metrics.webhook(stored ? outcome : 'replayed');
    if (!stored) return;
    if (outcome === 'hint') wakeWork();
    if (outcome === 'mismatch')
      log.warn({ eventId, type: notice.type }, 'webhook for another order or amount');
  };
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isUuid = (text: string | null): text is string => text !== null && UUID.test(text);
