import type { Money } from '@fondaco/contracts/http/common';
import { entryOf } from '../ledger/ledger.ts';
import {
  answerAgain,
  type CaptureChange,
  type Decision,
  Impossible,
  owed,
  type Payment,
  type RefundChange,
} from './payment.ts';

const sameMoney = (a: Money, b: Money): boolean =>
  a.amountMinor === b.amountMinor && a.currency === b.currency;

/**
 * The whole amount is to be taken for the order's first shipment. `earlier` is what came of the same question
 * before. Throws Impossible for what nothing is held for.
 */
export const requestCapture = (
  payment: Payment,
  request: { readonly shipmentId: string; readonly amount: Money },
  earlier: CaptureChange | null,
): Decision => {
  const { shipmentId } = request;
  if (earlier?.state === 'captured') return answerAgain(payment, { kind: 'captured', shipmentId });
  if (earlier?.state === 'failed') {
    return answerAgain(payment, {
      kind: 'capture-failed',
      shipmentId,
      reason: earlier.failure ?? 'refused',
    });
  }
  if (earlier?.state === 'requested') return answerAgain(payment);
  if (payment.state !== 'authorised' || !sameMoney(owed(payment), request.amount)) {
    throw new Impossible(
      `the payment of order ${payment.orderId} is ${payment.state}: it cannot be captured for shipment ${shipmentId}`,
    );
  }
  return {
    payment: { ...payment, state: 'capturing', shipmentId },
    capture: { shipmentId, state: 'requested', failure: null },
    begin: { kind: 'capture', subjectId: shipmentId },
    announce: [],
  };
};

/** `failure` is why the provider will not pay what it held; null when it was taken. Null: it is known. */
export const settleCapture = (
  payment: Payment,
  shipmentId: string,
  failure: string | null,
): Decision | null => {
  if (payment.state !== 'capturing' || payment.shipmentId !== shipmentId) return null;
  if (failure !== null) {
    return {
      payment: { ...payment, state: 'authorised', shipmentId: null },
      capture: { shipmentId, state: 'failed', failure },
      announce: [{ kind: 'capture-failed', shipmentId, reason: failure }],
    };
  }
  return {
    payment: { ...payment, state: 'captured', captured: payment.authorised },
    capture: { shipmentId, state: 'captured', failure: null },
    entry: entryOf('captured', shipmentId, payment.authorised),
    announce: [{ kind: 'captured', shipmentId }],
  };
};

/** Never more goes back than was taken. `earlier` is what came of the same refund before. */
export const requestRefund = (
  payment: Payment,
  request: { readonly refundId: string; readonly amount: Money },
  earlier: RefundChange | null,
): Decision => {
  const { refundId } = request;
  const { amountMinor, currency } = request.amount;
  if (earlier?.state === 'requested') return answerAgain(payment);
  if (earlier?.state === 'refunded') {
    return answerAgain(payment, { kind: 'refunded', refundId, amountMinor: earlier.amountMinor });
  }
  if (earlier?.state === 'failed') {
    return answerAgain(payment, { kind: 'refund-failed', refundId, reason: earlier.failure ?? 'refused' });
  }
  if (payment.state !== 'captured' || currency !== owed(payment).currency || amountMinor <= 0) {
    throw new Impossible(
      `of the payment of order ${payment.orderId}, which is ${payment.state}, ${amountMinor} ${currency} cannot be refunded`,
    );
  }
  const left = payment.captured - payment.refunded - payment.refunding;
  if (amountMinor > left) {
    const reason = 'more-than-captured';
    return {
      payment,
      refund: { refundId, amountMinor, state: 'failed', failure: reason },
      announce: [{ kind: 'refund-failed', refundId, reason }],
    };
  }
  return {
    payment: { ...payment, refunding: payment.refunding + amountMinor },
    refund: { refundId, amountMinor, state: 'requested', failure: null },
    begin: { kind: 'refund', subjectId: refundId },
    announce: [],
  };
};

/** `failure` is why the provider will not give it back; null when it did. Null: it is known. */
export const settleRefund = (
  payment: Payment,
  refund: RefundChange,
  failure: string | null,
): Decision | null => {
  if (refund.state !== 'requested') return null;
  const { refundId, amountMinor } = refund;
  const refunding = payment.refunding - amountMinor;
  if (failure !== null) {
    return {
      payment: { ...payment, refunding },
      refund: { ...refund, state: 'failed', failure },
      announce: [{ kind: 'refund-failed', refundId, reason: failure }],
    };
  }
  return {
    payment: { ...payment, refunding, refunded: payment.refunded + amountMinor },
    refund: { ...refund, state: 'refunded', failure: null },
    entry: entryOf('refunded', refundId, amountMinor),
    announce: [{ kind: 'refunded', refundId, amountMinor }],
  };
};
