import type { Payment } from './payment.ts';

type Held = Pick<Payment, 'attemptId' | 'orderId' | 'heldAt' | 'voidedAt'>;

/**
 * What must never happen: an attempt that was held more than once at all, an order whose money was held (or taken)
 * twice at the same time. To be held again after a void is as it should be. `held` comes in the order of `heldAt`.
 */
export const countHeldTwice = (held: readonly Held[]) => ({
  attemptsHeldTwice: countGroups(held, 'attemptId', (group) => group.length > 1),
  ordersHeldTwice: countGroups(held, 'orderId', overlaps),
});

const countGroups = (
  held: readonly Held[],
  by: 'attemptId' | 'orderId',
  isWrong: (group: readonly Held[]) => boolean,
): number => [...Map.groupBy(held, (payment) => payment[by]).values()].filter(isWrong).length;

const overlaps = (group: readonly Held[]): boolean => {
  let freeFrom = Number.NEGATIVE_INFINITY;
  return group.some(({ heldAt, voidedAt }) => {
    const tooEarly = (heldAt ?? 0) < freeFrom;
    freeFrom = Math.max(freeFrom, voidedAt ?? Number.POSITIVE_INFINITY);
    return tooEarly;
  });
};
