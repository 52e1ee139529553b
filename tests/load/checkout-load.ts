import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '@fondaco/chassis/postgres';
import type { Shopper } from '../system/shopper.ts';

/**
 * A checkout as it went. Times are milliseconds of the wall clock; null has not happened. What lies between `due`
 * and `begun` the load generator itself has lost.
 */
export type Checkout = {
  readonly due: number;
  readonly begun: number;
  acknowledged: number | null;
  confirmed: number | null;
};

export type Customer = { readonly userId: string; readonly token: string };

const ARTICLES = 50;
const LOOKS_EVERY_MS = 100;

/** Places and pays orders, and learns from the database of orders when they were confirmed. */
export const createCheckoutLoad = (deps: {
  /** Of orders. */
  readonly database: Database;
  readonly shopper: Shopper;
  readonly customers: readonly Customer[];
}) => {
  const { database, shopper, customers } = deps;
  const byOrder = new Map<string, { readonly checkout: Checkout; readonly confirmed: () => void }>();
  const checkouts: Checkout[] = [];
  let failures = 0;
  let watching = true;

  const send = async (path: string, token: string, body: object) => {
    const answer = await shopper.call('POST', path, { token, key: randomUUID(), body });
    if (answer.status >= 300)
      throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  /** Resolves when the order is confirmed. */
  const checkOut = async (due: number): Promise<void> => {
    const customer = customers[checkouts.length % customers.length];
    if (!customer) throw new Error('there is nobody to buy');
    const checkout: Checkout = { due, begun: Date.now(), acknowledged: null, confirmed: null };
    checkouts.push(checkout);
    const sku = (): string => `LOAD-${1 + Math.floor(Math.random() * ARTICLES)}`;
    const order = await send('/api/v1/orders', customer.token, {
      lines: [...new Set([sku(), sku()])].map((one) => ({ sku: one, quantity: 1 })),
      email: `${customer.userId}@shopper.example`,
      delivery: { name: 'A Shopper', line1: '1 Ruga degli Oresi', city: 'Venezia', country: 'Italy' },
    });
    checkout.acknowledged = Date.now();
    const confirmation = new Promise<void>((confirmed) => {
      byOrder.set(order.orderId, { checkout, confirmed });
    });
    await send(`/api/v1/payments/${order.orderId}/attempts`, customer.token, { cardToken: 'tok_ok' });
    await confirmation;
  };

  const watch = async (): Promise<void> => {
    while (watching) {
      const { rows } = await confirmedOf([...byOrder.keys()]).catch(() => ({ rows: [] }));
      for (const { order_id: orderId, at } of rows) {
        const waiting = byOrder.get(orderId);
        byOrder.delete(orderId);
        if (!waiting) continue;
        waiting.checkout.confirmed = at.getTime();
        waiting.confirmed();
      }
      await delay(LOOKS_EVERY_MS);
    }
  };

  /** By their ids: looking through all that has happened so far would cost more with every order. */
  const confirmedOf = (orderIds: readonly string[]) =>
    database.query<{ order_id: string; at: Date }>({
      name: 'confirmed-of',
      text: `select order_id, at from order_transition
             where order_id = any($1::uuid[]) and state = 'confirmed'`,
      values: [orderIds],
    });
  const watcher = watch();

  return {
    checkouts,
    failures: () => failures,
    /** So many customers, each of whom begins the next order when the last was confirmed. */
    closed: async (customersAtOnce: number, milliseconds: number): Promise<void> => {
      const until = Date.now() + milliseconds;
      await Promise.all(
        Array.from({ length: customersAtOnce }, async () => {
          while (Date.now() < until)
            await checkOut(Date.now()).catch(() => {
              failures += 1;
            });
        }),
      );
    },
    /** So many a second, whether or not the earlier ones are done: a late beginning counts as waiting. */
    open: async (perSecond: number, milliseconds: number): Promise<void> => {
      const began = Date.now();
      const begun: Promise<void>[] = [];
      for (let n = 0; (n * 1_000) / perSecond < milliseconds; n++) {
        const due = began + (n * 1_000) / perSecond;
        if (due > Date.now()) await delay(due - Date.now());
        begun.push(
          checkOut(due).catch(() => {
            failures += 1;
          }),
        );
      }
      await Promise.all(begun);
    },
    stop: async () => {
      watching = false;
      await watcher;
    },
  };
};

export type CheckoutLoad = ReturnType<typeof createCheckoutLoad>;

/** A CSV file for `import products`: articles of which there is always enough. */
export const articles = (): string =>
  `sku,name,price,currency,stock\n${Array.from({ length: ARTICLES }, (_, i) => `LOAD-${i + 1},Article ${i + 1},${2 + i}.50,EUR,1000000000`).join('\n')}\n`;
