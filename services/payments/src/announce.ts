import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { CaptureFailedV1 } from '@fondaco/contracts/events/payments/capture-failed.v1';
import { PaymentAuthorisedV1 } from '@fondaco/contracts/events/payments/payment-authorised.v1';
import { PaymentCapturedV1 } from '@fondaco/contracts/events/payments/payment-captured.v1';
import { PaymentClosedV1 } from '@fondaco/contracts/events/payments/payment-closed.v1';
import { PaymentDeclinedV1 } from '@fondaco/contracts/events/payments/payment-declined.v1';
import { PaymentRefundedV1 } from '@fondaco/contracts/events/payments/payment-refunded.v1';
import { RefundFailedV1 } from '@fondaco/contracts/events/payments/refund-failed.v1';
import { type Announcement, Impossible, owed, type Payment } from './payment/payment.ts';

/** Appends the event that an announcement is, in the transaction that makes it true. */
export const announce = async (
  outbox: Pick<Outbox, 'append'>,
  tx: Transaction,
  payment: Payment,
  announcement: Announcement,
  now: Date,
): Promise<void> => {
  const { orderId } = payment;
  const at = now.toISOString();
  switch (announcement.kind) {
    case 'authorised': {
      const { attemptId } = announcement;
      const amount = owed(payment);
      const customerId = ownerOf(payment);
      return outbox.append(tx, PaymentAuthorisedV1, {
        orderId,
        customerId,
        attemptId,
        amount,
        authorisedAt: at,
      });
    }
    case 'declined': {
      const { attemptId, reason } = announcement;
      const customerId = ownerOf(payment);
      return outbox.append(tx, PaymentDeclinedV1, { orderId, customerId, attemptId, reason, declinedAt: at });
    }
    case 'captured': {
      const { shipmentId } = announcement;
      const amount = owed(payment);
      return outbox.append(tx, PaymentCapturedV1, { orderId, shipmentId, amount, capturedAt: at });
    }
    case 'capture-failed': {
      const { shipmentId, reason } = announcement;
      return outbox.append(tx, CaptureFailedV1, { orderId, shipmentId, reason, failedAt: at });
    }
    case 'refunded': {
      const { refundId, amountMinor } = announcement;
      const amount = { amountMinor, currency: owed(payment).currency };
      return outbox.append(tx, PaymentRefundedV1, { orderId, refundId, amount, refundedAt: at });
    }
    case 'refund-failed': {
      const { refundId, reason } = announcement;
      return outbox.append(tx, RefundFailedV1, { orderId, refundId, reason, failedAt: at });
    }
    case 'closed':
      return outbox.append(tx, PaymentClosedV1, { orderId, closedAt: at });
  }
};

const ownerOf = (payment: Payment): string => {
  if (payment.customerId === null) throw new Impossible(`order ${payment.orderId} belongs to nobody`);
  return payment.customerId;
};
