import type { AskAs } from './accounts.ts';
import type { Invoice } from './invoices.ts';
import { payOrder } from './pay-order.ts';
import { type PlacedInvoice, placeInvoice } from './place-invoice.ts';
import { readOrders } from './read-orders.ts';
import { severalAtOnce } from './several-at-once.ts';
import { type Outcome, type ReadOrder, readingOf } from './totals.ts';

export type ReplayProgress = {
  readonly stage: 'placing' | 'reading';
  readonly done: number;
  readonly of: number;
};

export type ReplayedInvoice = { readonly invoice: Invoice; readonly outcome: Outcome };

/** Places every invoice and pays for it, then reads every order back until it is final. */
export const replay = (deps: {
  readonly askAs: AskAs;
  readonly concurrency: number;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly onProgress: (progress: ReplayProgress) => void;
}) => {
  const { askAs, concurrency, pause, onProgress } = deps;

  return async (invoices: readonly Invoice[]): Promise<ReplayedInvoice[]> => {
    let done = 0;
    const placed = await severalAtOnce(invoices, concurrency, async (invoice) => {
      const placing = await placeInvoice(askAs, invoice);
      if (isOpen(placing)) await payOrder(askAs, invoice.customer, placing.order.orderId);
      onProgress({ stage: 'placing', done: ++done, of: invoices.length });
      return { invoice, placing };
    });
    const orders = placed.flatMap(({ invoice, placing }) =>
      isOpen(placing) ? [{ customer: invoice.customer, orderId: placing.order.orderId }] : [],
    );
    const onFinal = (count: number) => onProgress({ stage: 'reading', done: count, of: orders.length });
    const read = await readOrders({ askAs, concurrency, pause, onFinal })(orders);
    return placed.map(({ invoice, placing }) => ({ invoice, outcome: outcomeOf(placing, read) }));
  };
};

/** An earlier run may have brought it to its end. */
const isOpen = (placing: PlacedInvoice): placing is Extract<PlacedInvoice, { kind: 'placed' }> =>
  placing.kind === 'placed' && !placing.order.final;

const outcomeOf = (placing: PlacedInvoice, read: ReadonlyMap<string, ReadOrder>): Outcome => {
  if (placing.kind !== 'placed') return placing;
  const order = placing.order.final ? readingOf(placing.order) : read.get(placing.order.orderId);
  if (order === undefined) throw new Error(`order ${placing.order.orderId} was not read back`);
  return { kind: 'ordered', order, rejected: placing.rejected };
};
