import type { AttemptFailure } from '@fondaco/contracts/http/payments';
import type { Outcome } from '../payment/paying.ts';
import type { ProviderPayment } from '../provider/payment-provider.ts';

export const toOutcome = (payment: ProviderPayment): Outcome => ({
  state: payment.state,
  providerPaymentId: payment.id,
  amount: payment.amount,
  declineReason: payment.declineReason,
  actionUrl: payment.actionUrl,
});

/** The provider will not have the attempt at all: it holds nothing for it. */
export const refusedOutcome = (reason: AttemptFailure): Outcome => ({
  state: 'declined',
  providerPaymentId: null,
  amount: null,
  declineReason: reason,
  actionUrl: null,
});
