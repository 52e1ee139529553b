import type { OrderView } from '@fondaco/contracts/http/storefront-bff';
import { withoutOrdered } from '../basket/basket.ts';
import type { BasketStore } from '../basket/basket-store.ts';
import { type Bff, isRefusal } from '../bff.ts';
import type { CheckoutAttempt, CheckoutAttempts } from './checkout-attempt.ts';

type Parts = {
  readonly bff: Pick<Bff, 'placeOrder'>;
  readonly attempts: CheckoutAttempts;
  readonly basket: Pick<BasketStore, 'change'>;
};

/**
 * Sends an attempt, new or left over. It is settled by a final answer only; until then it can be sent again
 * without placing the order twice.
 */
export const placeOrder = async (
  { bff, attempts, basket }: Parts,
  attempt: CheckoutAttempt,
): Promise<OrderView> => {
  try {
    const order = await bff.placeOrder(attempt.idempotencyKey, attempt.request);
    attempts.settle();
    basket.change((lines) => withoutOrdered(lines, attempt.request.lines));
    return order;
  } catch (failure) {
    if (isRefusal(failure)) attempts.settle();
    throw failure;
  }
};
