import type { Log, Metrics } from '@fondaco/chassis/service';
import { type AnswerOnce, createAnswerOnce } from './api/answer-once.ts';
import { type CardTokens, createCardTokens } from './card/card-token-store.ts';
import type { Config } from './config.ts';
import { openDatabase, type SandboxDatabase } from './database.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { createSandboxMetrics, type SandboxMetrics } from './metrics.ts';
import { createLedger, type Ledger } from './payment/ledger.ts';
import { createPayments, type Payments } from './payment/payment-store.ts';
import { createRefunds, type Refunds } from './payment/refund-store.ts';
import { createNotices, type Notices } from './webhook/notice-store.ts';
import { createWebhooks, type Webhooks } from './webhook/webhooks.ts';
import { createWriteNotice } from './webhook/write-notice.ts';

/** What both sides of the provider, the shop's and the browser's, work with. */
export type Sandbox = {
  readonly db: SandboxDatabase;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly cardTokens: CardTokens;
  readonly notices: Notices;
  readonly ledger: Ledger;
  readonly answerOnce: AnswerOnce;
  readonly faults: Faults;
  readonly webhooks: Webhooks;
  readonly metrics: SandboxMetrics;
  readonly now: () => Date;
  readonly browserOrigin: string;
  readonly shopOrigin: string;
};

export const openSandbox = (config: Config, options: { metrics: Metrics; log: Log }): Sandbox => {
  const now = () => new Date();
  const db = openDatabase(config.DATA_FILE);
  const payments = createPayments(db);
  const refunds = createRefunds(db);
  const cardTokens = createCardTokens(db);
  const notices = createNotices(db);
  const faults = createFaults(db);
  const metrics = createSandboxMetrics(options.metrics, notices.count);
  const browserOrigin = config.BROWSER_ORIGIN;
  const delayMs = config.WEBHOOK_DELAY_MS;
  const writeNotice = createWriteNotice({ notices, faults, metrics, browserOrigin, delayMs });
  const webhooks = createWebhooks({
    notices,
    faults,
    url: config.WEBHOOK_URL,
    authority: config.WEBHOOK_CA,
    address: config.WEBHOOK_IP,
    secret: config.WEBHOOK_SECRET,
    delayMs,
    now,
    metrics,
    log: options.log,
  });
  return {
    db,
    payments,
    refunds,
    cardTokens,
    notices,
    ledger: createLedger({ payments, refunds, cardTokens, writeNotice }),
    answerOnce: createAnswerOnce(db),
    faults,
    webhooks,
    metrics,
    now,
    browserOrigin,
    shopOrigin: config.SHOP_ORIGIN,
  };
};
