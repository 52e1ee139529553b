import type { Outbox } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { CaptureFailedV1 } from '@fondaco/contracts/events/payments/capture-failed.v1';
import { PaymentAuthorisedV1 } from '@fondaco/contracts/events/payments/payment-authorised.v1';
import { PaymentCapturedV1 } from '@fondaco/contracts/events/payments/payment-captured.v1';
import { PaymentClosedV1 } from '@fondaco/contracts/events/payments/payment-closed.v1';
import { PaymentDeclinedV1 } from '@fondaco/contracts/events/payments/payment-declined.v1';
import { PaymentRefundedV1 } from '@fondaco/contracts/events/payments/payment-refunded.v1';
import { RefundFailedV1 } from '@fondaco/contracts/events/payments/refund-failed.v1';
import { type Announcement, Impossible, type Lease, owed, type Payment } from './payment/payment.ts';

/** Appends the event that an announcement is, in the transaction that makes it true. */
export const announce = async (
  outbox: Pick<Outbox, 'append'>,
  tx: Transaction,
  payment: Payment,
  announcement: Announcement,
  now: Date,
  lease?: Lease,
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
        lastStepAt: lastStepAt(attemptId, now, lease).toISOString(),
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

/**
 * A customer who had to confirm the payment did so just now, as far as we know; all others when they asked to pay,
 * which is when their attempt got its id, a UUIDv7.
 */
const lastStepAt = (attemptId: string, now: Date, lease: Lease | undefined): Date => {
  if (lease?.kind !== 'authorise') return now;
  const asked = Number.parseInt(attemptId.replaceAll('-', '').slice(0, 12), 16);
  return new Date(Math.min(asked, now.getTime()));
};

const ownerOf = (payment: Payment): string => {
  if (payment.customerId === null) throw new Impossible(`order ${payment.orderId} belongs to nobody`);
  return payment.customerId;
};
