import type { Transaction } from '@fondaco/chassis/postgres';
import type { Payment } from './payment/payment.ts';
import { lockOrBeginPayments, lockPayments } from './payment/payment-store.ts';

/** An order whose payment is to be locked; one that `begins` gets an `unknown` payment where it has none. */
export type Announced = {
  readonly orderId: string;
  readonly customerId?: string | undefined;
  readonly begins: boolean;
};

/** Writes several entries, each about another payment, by one statement. What it throws rolls back. */
export type Write<Entry> = (tx: Transaction, entries: readonly Entry[]) => Promise<void>;

/**
 * Transactions deal with several payments: those that are announced are locked by one statement, in one order, and
 * what was decided about them is written at the end, by one statement of each kind.
 */
export type PaymentBook = {
  /** Locks the payments of several orders before the first is decided on. */
  lockAll(tx: Transaction, orders: readonly Announced[]): Promise<void>;
  /** The payment, locked, as it is after all that this transaction has done. Null when there is none. */
  lock(tx: Transaction, orderId: string): Promise<Payment | null>;
  /** As `lock`; where there is none, one that is `unknown`. */
  lockOrBegin(tx: Transaction, orderId: string, customerId?: string): Promise<Payment>;
  /** `write` gets the entry before the transaction commits, together with those of others. */
  add<Entry>(tx: Transaction, orderId: string, write: Write<Entry>, entry: Entry): void;
};

type Page = {
  readonly locked: Map<string, Payment>;
  readonly unwritten: Set<string>;
  readonly writes: Map<Write<never>, unknown[]>;
};

export const createPaymentBook = (): PaymentBook => {
  const pages = new WeakMap<Transaction, Page>();

  const pageOf = (tx: Transaction): Page => {
    const known = pages.get(tx);
    if (known) return known;
    const page: Page = { locked: new Map(), unwritten: new Set(), writes: new Map() };
    pages.set(tx, page);
    tx.beforeCommit(() => writeDown(tx, page));
    return page;
  };

  const lockAll: PaymentBook['lockAll'] = async (tx, orders) => {
    const { locked } = pageOf(tx);
    const wanted = new Map(orders.map((order) => [order.orderId, order]));
    const payments = orders.some(({ begins }) => begins)
      ? await lockOrBeginPayments(
          tx,
          [...wanted.values()].map(({ orderId, customerId = null }) => ({ orderId, customerId })),
        )
      : await lockPayments(tx, [...wanted.keys()]);
    for (const payment of payments) locked.set(payment.orderId, payment);
  };

  const lockOne = async (tx: Transaction, order: Announced): Promise<Payment | null> => {
    const page = pageOf(tx);
    // Whoever decides next finds in the tables too what was decided before.
    if (page.unwritten.has(order.orderId)) await writeDown(tx, page);
    if (!page.locked.has(order.orderId)) await lockAll(tx, [order]);
    return page.locked.get(order.orderId) ?? null;
  };

  return {
    lockAll,
    lock: (tx, orderId) => lockOne(tx, { orderId, begins: false }),
    lockOrBegin: async (tx, orderId, customerId) => {
      const payment = await lockOne(tx, { orderId, customerId, begins: true });
      if (!payment) throw new Error('an upsert answered no row');
      return payment;
    },
    add: (tx, orderId, write, entry) => {
      const { unwritten, writes } = pageOf(tx);
      unwritten.add(orderId);
      const entries = writes.get(write);
      if (entries) entries.push(entry);
      else writes.set(write, [entry]);
    },
  };
};

/** What was written is forgotten here: it is read again if anybody asks for it. */
const writeDown = async (tx: Transaction, { locked, unwritten, writes }: Page): Promise<void> => {
  for (const orderId of unwritten) locked.delete(orderId);
  unwritten.clear();
  const entries = [...writes] as [Write<unknown>, unknown[]][];
  writes.clear();
  for (const [write, several] of entries) await write(tx, several);
};
