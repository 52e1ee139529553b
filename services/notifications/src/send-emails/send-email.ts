import type { Database } from '@fondaco/chassis/postgres';
import type { Log } from '@fondaco/chassis/service';
import { beginScope, inScope, parseTraceparent, SpanKind } from '@fondaco/chassis/tracing';
import { isGivenUp, retryDelaySeconds } from '../email/delays.ts';
import { messageIdOf, normalAddress } from '../email/email.ts';
import type { ClaimedEmail, Settlement } from '../email/email-store.ts';
import { judgeFailure } from '../email/smtp-failure.ts';
import type { NotificationMetrics, Outcome } from '../metrics.ts';
import { insertSuppressed } from '../suppressed-address/suppressed-address-store.ts';
import type { Mail } from '../template/mail.ts';
import type { Settle } from './settle.ts';
import type { MailTransport } from './transport.ts';

/**
 * One attempt at one claimed e-mail. Resolves when its outcome is known; `settled` resolves when that is written
 * down. Throws nothing.
 */
export type SendEmail = (
  email: ClaimedEmail,
) => Promise<{ readonly outcome: Outcome; readonly settled: Promise<void> }>;

export const sendEmail = (deps: {
  readonly db: Database;
  readonly transport: Pick<MailTransport, 'send'>;
  readonly settle: Settle;
  readonly render: (email: Pick<ClaimedEmail, 'kind' | 'orderId' | 'language' | 'data'>) => Mail;
  readonly domain: string;
  readonly now: () => Date;
  readonly metrics: NotificationMetrics;
  readonly log: Log;
}): SendEmail => {
  const { db, transport, render, domain, now, metrics, log } = deps;

  const transmit = async (email: ClaimedEmail, mail: Mail): Promise<void> => {
    const { kind, orderId, recipient: to } = email;
    const began = performance.now();
    const messageId = messageIdOf(email, domain);
    await transport.send({ to, name: mail.recipientName, messageId, kind, orderId }, mail);
    metrics.transmitted((performance.now() - began) / 1_000);
  };

  const suppress = async (email: ClaimedEmail, reason: string): Promise<void> => {
    try {
      await insertSuppressed(db, normalAddress(email.recipient), reason);
    } catch (error) {
      log.warn({ err: error, emailId: email.emailId }, 'cannot suppress an address; the next bounce will');
    }
  };

  const failed = async (email: ClaimedEmail, error: unknown): Promise<[Outcome, Partial<Settlement>]> => {
    const { emailId, kind } = email;
    const failure = judgeFailure(error);
    const { reason } = failure;
    // Not at once: should the server end its connection because of this very e-mail, the others go first.
    if (failure.kind === 'unreachable')
      return ['unreachable', { state: 'waiting', reason, delaySeconds: Math.min(email.attempts, 10) }];
    if (failure.kind === 'permanent') {
      if (failure.suppress) await suppress(email, reason);
      log.warn({ emailId, kind, reason }, 'an e-mail was refused for good');
      return ['failed', { state: 'failed', reason }];
    }
    if (isGivenUp(email.createdAt, now())) {
      log.error({ emailId, kind, reason }, 'an e-mail is given up');
      return ['failed', { state: 'failed', reason: `given up: ${reason}` }];
    }
    return ['retried', { state: 'waiting', reason, delaySeconds: retryDelaySeconds(email.attempts) }];
  };

  const attempt = async (email: ClaimedEmail): Promise<[Outcome, Partial<Settlement>]> => {
    if (email.suppressed) return ['suppressed', { state: 'suppressed', reason: 'address suppressed' }];
    let mail: Mail;
    try {
      mail = render(email);
    } catch (error) {
      log.error({ err: error, emailId: email.emailId, kind: email.kind }, 'an e-mail cannot be rendered');
      return ['failed', { state: 'failed', reason: 'cannot be rendered' }];
    }
    try {
      await transmit(email, mail);
      return ['sent', { state: 'sent' }];
    } catch (error) {
      return failed(email, error);
    }
  };

  return async (email) => {
    const { scope, span } = beginScope(parseTraceparent(email.traceparent), 'send e-mail', {
      kind: SpanKind.CLIENT,
      attributes: { 'fondaco.email.kind': email.kind, 'fondaco.orderId': email.orderId },
    });
    scope.about.orderId = email.orderId;
    const [outcome, settlement] = await inScope(scope, () => attempt(email));
    span?.end(outcome === 'sent' ? {} : { error: outcome });
    inScope(scope, () => log.info({ emailId: email.emailId, kind: email.kind, outcome }, 'e-mail'));
    const { emailId, attempts } = email;
    const settled = deps.settle({
      emailId,
      attempts,
      state: 'sent',
      reason: null,
      delaySeconds: 0,
      uncounted: false,
      ...settlement,
    });
    metrics.attempted(email.kind, outcome);
    return { outcome, settled };
  };
};
