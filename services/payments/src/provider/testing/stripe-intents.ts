import { type Form, recordOf, textOf } from './form-body.ts';

export type Intent = {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_received: number;
  currency: string;
  status: string;
  created: number;
  metadata: Readonly<Record<string, string>>;
  last_payment_error: { type: string; code: string; decline_code?: string } | null;
  next_action: { type: 'redirect_to_url'; redirect_to_url: { url: string; return_url: string } } | null;
  latest_charge: { id: string; object: 'charge'; amount_refunded: number } | null;
};

export type Refund = {
  id: string;
  object: 'refund';
  payment_intent: string;
  amount: number;
  currency: string;
  status: string;
  metadata: Readonly<Record<string, string>>;
};

/** An error as Stripe answers it. */
export class StripeProblem extends Error {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, error: Readonly<Record<string, unknown>>) {
    super(String(error.message ?? error.code));
    this.status = status;
    this.error = error;
  }
}

const DECLINES: Readonly<Record<string, { code: string; decline_code?: string }>> = {
  pm_card_chargeDeclined: { code: 'card_declined', decline_code: 'generic_decline' },
  pm_card_chargeDeclinedInsufficientFunds: { code: 'card_declined', decline_code: 'insufficient_funds' },
  pm_card_chargeDeclinedExpiredCard: { code: 'expired_card' },
};

const ACCEPTED = new Set([
  'pm_card_visa',
  'pm_card_authenticationRequired',
  'pm_capture_fails',
  'pm_refund_fails',
]);

const invalid = (code: string, more: object = {}) =>
  new StripeProblem(400, { type: 'invalid_request_error', code, message: code, ...more });

/** Creates and confirms. Throws StripeProblem, for a declined card with the intent that it leaves behind. */
export const beginIntent = (form: Form, id: string, created: number): { intent: Intent; card: string } => {
  const card = textOf(form, 'payment_method') ?? '';
  for (const [name, expected] of [
    ['confirm', 'true'],
    ['capture_method', 'manual'],
  ] as const) {
    if (textOf(form, name) !== expected) throw invalid('parameter_invalid', { param: name });
  }
  const decline = DECLINES[card];
  if (decline === undefined && !ACCEPTED.has(card))
    throw invalid('resource_missing', { param: 'payment_method' });
  const asks = card === 'pm_card_authenticationRequired';
  const intent: Intent = {
    id,
    object: 'payment_intent',
    amount: Number(textOf(form, 'amount')),
    amount_received: 0,
    currency: textOf(form, 'currency') ?? '',
    status: decline ? 'requires_payment_method' : asks ? 'requires_action' : 'requires_capture',
    created,
    metadata: recordOf(form, 'metadata'),
    last_payment_error: decline ? { type: 'card_error', ...decline } : null,
    next_action: asks
      ? {
          type: 'redirect_to_url',
          redirect_to_url: {
            url: `https://hooks.stripe.example/3ds/${id}`,
            return_url: textOf(form, 'return_url') ?? '',
          },
        }
      : null,
    latest_charge: asks ? null : { id: `ch_${id}`, object: 'charge', amount_refunded: 0 },
  };
  return { intent, card };
};

const unexpected = (intent: Intent) =>
  invalid('payment_intent_unexpected_state', { payment_intent: structuredClone(intent) });

export const captureIntent = (intent: Intent, card: string): void => {
  if (intent.status !== 'requires_capture') throw unexpected(intent);
  if (card === 'pm_capture_fails') throw invalid('charge_expired_for_capture');
  intent.status = 'succeeded';
  intent.amount_received = intent.amount;
};

export const cancelIntent = (intent: Intent): void => {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent);
  intent.status = 'canceled';
  intent.next_action = null;
};

/** What the customer does at the bank. */
export const settleAction = (intent: Intent, confirmed: boolean): void => {
  if (intent.status !== 'requires_action') throw unexpected(intent);
  intent.next_action = null;
  intent.status = confirmed ? 'requires_capture' : 'requires_payment_method';
  if (confirmed) intent.latest_charge = { id: `ch_${intent.id}`, object: 'charge', amount_refunded: 0 };
  else intent.last_payment_error = { type: 'card_error', code: 'payment_intent_authentication_failure' };
};

export const refundIntent = (intent: Intent, card: string, form: Form, id: string): Refund => {
  const amount = Number(textOf(form, 'amount'));
  const charge = intent.latest_charge;
  if (intent.status !== 'succeeded' || charge === null) throw invalid('charge_not_captured');
  if (charge.amount_refunded + amount > intent.amount_received) throw invalid('amount_too_large');
  const fails = card === 'pm_refund_fails';
  if (!fails) charge.amount_refunded += amount;
  return {
    id,
    object: 'refund',
    payment_intent: intent.id,
    amount,
    currency: intent.currency,
    status: fails ? 'failed' : 'succeeded',
    metadata: recordOf(form, 'metadata'),
  };
};
