import { Failure } from '../../instance/failure.ts';
import type { AskAs } from './accounts.ts';

/** The payment sandbox's token for a card that always pays. */
const CARD_TOKEN = 'tok_ok';

/** It was rejected or cancelled meanwhile, or is paid already: reading the order tells which. */
const settledOtherwise = new Set(['payments/not-payable', 'payments/attempt-unfinished']);

/** Pays for an order once, however often it is asked to: the key follows from the order. */
export const payOrder = async (askAs: AskAs, customer: string, orderId: string): Promise<void> => {
  const answer = await askAs(customer, {
    method: 'POST',
    path: `/payments/${orderId}/attempts`,
    headers: { 'idempotency-key': `replay-payment-${orderId}` },
    body: { cardToken: CARD_TOKEN },
  });
  if (answer.ok || settledOtherwise.has(answer.problem.code)) return;
  const { detail, title, code } = answer.problem;
  throw new Failure(`The payment of order ${orderId} was refused: ${detail ?? title} (${code}).`);
};
