import type { Order } from '@fondaco/contracts/http/orders';
import { Failure } from '../../instance/failure.ts';
import type { AskAs } from './accounts.ts';
import { severalAtOnce } from './several-at-once.ts';
import { type ReadOrder, readingOf } from './totals.ts';

export type PlacedOrder = { readonly customer: string; readonly orderId: string };

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/**
 * Reads every order until it is final, by order id. Those that are not yet are asked about in rounds, with
 * growing pauses between them.
 */
export const readOrders = (deps: {
  readonly askAs: AskAs;
  readonly concurrency: number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly onFinal: (count: number) => void;
}) => {
  const { askAs, concurrency, pause, onFinal } = deps;
  return async (orders: readonly PlacedOrder[]): Promise<ReadonlyMap<string, ReadOrder>> => {
    const final = new Map<string, ReadOrder>();
    let waiting = orders;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE_MS)) {
      await severalAtOnce(waiting, concurrency, async ({ customer, orderId }) => {
        const order = await readOrder(askAs, customer, orderId);
        if (!order.final) return;
        final.set(orderId, readingOf(order));
        onFinal(final.size);
      });
      waiting = waiting.filter(({ orderId }) => !final.has(orderId));
      if (waiting.length === 0) return final;
      await pause(wait);
    }
  };
};

const readOrder = async (askAs: AskAs, customer: string, orderId: string): Promise<Order> => {
  const answer = await askAs(customer, { method: 'GET', path: `/orders/${orderId}` });
  if (answer.ok) return answer.body as Order;
  const { title, code } = answer.problem;
  throw new Failure(`Order ${orderId} was acknowledged but cannot be read: ${title} (${code}).`);
};
