import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Stripe } from 'stripe';
import {
  type PaymentProvider,
  type ProviderPayment,
  type ProviderRefund,
  ProviderRefused,
} from './payment-provider.ts';
import { sentBefore } from './sent-before.ts';
import { stripeChanges } from './stripe-changes.ts';
import { asking, KEY_REUSED } from './stripe-errors.ts';
import { findIntent } from './stripe-find.ts';
import { readStripeNotice } from './stripe-notice.ts';
import { declineReasonOf, paymentOf } from './stripe-payment.ts';

const EXPAND = ['latest_charge'];

/**
 * Stripe: one PaymentIntent for each attempt, confirmed as it is created and captured by hand. Its keys are
 * forgotten after 24 hours (docs.stripe.com/api/idempotent_requests), so whatever may be asked again later
 * than that is looked up first.
 */
export const createStripeProvider = (options: {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** Scheme, host and port; Stripe itself when left out. */
  readonly url: string | undefined;
  readonly deadlineMs: number;
}): PaymentProvider & { close(): Promise<void> } => {
  const { stripe, agent } = connect(options);
  const retrieve = (id: string) => asking(() => stripe.paymentIntents.retrieve(id, { expand: EXPAND }));
  const read = async (id: string): Promise<ProviderPayment> => ended(stripe, await retrieve(id));
  const find = async (attemptId: string): Promise<ProviderPayment | null> => {
    const id = await findIntent(stripe, attemptId);
    return id === null ? null : read(id);
  };
  /** A change that was made before is refused, and done all the same. */
  const change = async (
    id: string,
    make: () => Promise<Stripe.PaymentIntent>,
    isDone: (payment: ProviderPayment) => boolean,
  ): Promise<ProviderPayment> => {
    try {
      return paymentOf(await asking(make));
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      const payment = paymentOf(await retrieve(id));
      if (isDone(payment)) return payment;
      throw error;
    }
  };

  return {
    name: 'stripe',
    authorise: async (request) => {
      try {
        return await authorise(stripe, request);
      } catch (error) {
        if (!(error instanceof ProviderRefused) || error.code !== KEY_REUSED) throw error;
        return sentBefore(await find(request.attemptId), request.amount, error);
      }
    },
    find,
    read,
    capture: (id, key) =>
      change(
        id,
        () => stripe.paymentIntents.capture(id, { expand: EXPAND }, { idempotencyKey: `capture:${key}` }),
        ({ state }) => state === 'captured',
      ),
    void: (id, key) =>
      change(
        id,
        () => stripe.paymentIntents.cancel(id, { expand: EXPAND }, { idempotencyKey: `void:${key}` }),
        ({ state }) => state === 'voided' || state === 'declined',
      ),
    refund: (request) => refund(stripe, request),
    changes: (since, cursor) => stripeChanges(stripe, since, cursor),
    readNotice: (body, headers) => readStripeNotice(body, headers['stripe-signature'], options.webhookSecret),
    close: async () => agent.destroy(),
  };
};

const connect = (options: { secretKey: string; url: string | undefined; deadlineMs: number }) => {
  const url = options.url === undefined ? undefined : new URL(options.url);
  const isPlain = url?.protocol === 'http:';
  const agent = new (isPlain ? HttpAgent : HttpsAgent)({ keepAlive: true, maxSockets: 64 });
  const stripe = new Stripe(options.secretKey, {
    timeout: options.deadlineMs,
    // Whoever asks again must look first; the caller's job loop does both.
    maxNetworkRetries: 0,
    telemetry: false,
    httpAgent: agent,
    ...(url === undefined
      ? {}
      : { host: url.hostname, port: url.port || (isPlain ? 80 : 443), protocol: isPlain ? 'http' : 'https' }),
  });
  return { stripe, agent };
};

const authorise = async (
  stripe: Stripe,
  request: Parameters<PaymentProvider['authorise']>[0],
): Promise<ProviderPayment> => {
  const { attemptId, orderId, amount } = request;
  const create = () =>
    stripe.paymentIntents.create(
      {
        amount: amount.amountMinor,
        currency: amount.currency.toLowerCase(),
        capture_method: 'manual',
        confirm: true,
        payment_method: request.cardToken,
        allowed_payment_method_types: ['card'],
        return_url: request.returnUrl,
        metadata: { attempt_id: attemptId, order_id: orderId },
        expand: EXPAND,
      },
      { idempotencyKey: attemptId },
    );
  try {
    return paymentOf(await asking(create));
  } catch (error) {
    const cause = error instanceof ProviderRefused ? error.cause : undefined;
    if (cause instanceof Stripe.errors.StripeCardError && cause.payment_intent !== undefined) {
      return paymentOf(cause.payment_intent);
    }
    // Refused before there was an intent: the attempt stands for it.
    const declined = {
      id: `none:${attemptId}`,
      attemptId,
      orderId,
      state: 'declined',
      amount,
      captured: 0,
      refunded: 0,
      actionUrl: null,
    } as const;
    if (cause instanceof Stripe.errors.StripeCardError) {
      return { ...declined, declineReason: declineReasonOf(cause.code, cause.decline_code) };
    }
    if (cause instanceof Stripe.errors.StripeInvalidRequestError && cause.param === 'payment_method') {
      return { ...declined, declineReason: 'card-token-invalid' };
    }
    throw error;
  }
};

/**
 * An intent that failed could be confirmed again by the browser, which saw its secret on the way back from 3-D
 * Secure. It is cancelled, so that "declined" stays true.
 */
const ended = async (stripe: Stripe, intent: Stripe.PaymentIntent): Promise<ProviderPayment> => {
  if (intent.status !== 'requires_payment_method') return paymentOf(intent);
  const { id } = intent;
  try {
    await asking(() => stripe.paymentIntents.cancel(id, {}, { idempotencyKey: `end:${id}` }));
    return paymentOf(intent);
  } catch (error) {
    if (!(error instanceof ProviderRefused)) throw error;
    // The browser was faster.
    return paymentOf(await asking(() => stripe.paymentIntents.retrieve(id, { expand: EXPAND })));
  }
};

const refund = async (
  stripe: Stripe,
  request: Parameters<PaymentProvider['refund']>[0],
): Promise<ProviderRefund> => {
  const { paymentId, refundId, amount } = request;
  const made =
    (await findRefund(stripe, paymentId, refundId)) ??
    (await asking(() =>
      stripe.refunds.create(
        { payment_intent: paymentId, amount: amount.amountMinor, metadata: { refund_id: refundId } },
        { idempotencyKey: `refund:${refundId}` },
      ),
    ));
  if (made.status === 'failed' || made.status === 'canceled') {
    throw new ProviderRefused('stripe/refund-failed', made.failure_reason ?? `the refund is ${made.status}`);
  }
  return {
    id: made.id,
    refundId,
    amount: { amountMinor: made.amount, currency: made.currency.toUpperCase() },
  };
};

const findRefund = (stripe: Stripe, paymentId: string, refundId: string) =>
  asking(async () => {
    for await (const made of stripe.refunds.list({ payment_intent: paymentId, limit: 100 })) {
      if (made.metadata?.refund_id === refundId) return made;
    }
    return undefined;
  });
