import { type Caller, Problem } from '@fondaco/chassis/service';
import type { Actor } from './order/order.ts';

/** What a caller is to an order: its customer, staff (people or the operator's tools), or nobody. */
export const actorOn = (
  caller: Caller | null,
  order: { readonly customerId: string },
): Exclude<Actor, 'system'> | null => {
  if (caller?.kind === 'service') return 'staff';
  if (caller?.userId === order.customerId) return 'customer';
  return caller?.roles.includes('staff') ? 'staff' : null;
};

/** Somebody else's order looks like none, so that ids cannot be tried out. */
export const orderNotFound = (): Problem =>
  new Problem({ status: 404, code: 'orders/not-found', title: 'There is no such order' });

export const keyReused = (what: string): Problem =>
  new Problem({
    status: 422,
    code: 'orders/idempotency-key-reused',
    title: `The idempotency key belongs to another ${what}`,
    detail: `A request with a different body was made under this key: use a new key.`,
  });

export const keyMissing = (what: string): Problem =>
  new Problem({
    status: 400,
    code: 'orders/idempotency-key-missing',
    title: `${what} needs an idempotency key`,
    detail: `Send a header Idempotency-Key that is new for every request of its kind, and the same when it is repeated.`,
  });
