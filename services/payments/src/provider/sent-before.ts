import type { Money } from '@fondaco/contracts/http/common';
import type { ProviderPayment, ProviderRefused } from './payment-provider.ts';

/**
 * An attempt whose key is taken was sent before, with something else beside it (such as the address to come back
 * to, after that was moved): what came of it then is what came of it. Throws the refusal where amounts differ.
 */
export const sentBefore = (
  first: ProviderPayment | null,
  amount: Money,
  refusal: ProviderRefused,
): ProviderPayment => {
  if (first?.amount.amountMinor === amount.amountMinor && first.amount.currency === amount.currency)
    return first;
  throw refusal;
};
