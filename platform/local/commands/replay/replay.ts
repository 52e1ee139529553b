import type { AskAs } from './accounts.ts';
import type { Invoice } from './invoices.ts';
import { type PlacedInvoice, placeInvoice } from './place-invoice.ts';
import { readOrders } from './read-orders.ts';
import { severalAtOnce } from './several-at-once.ts';
import type { Outcome, ReadOrder } from './totals.ts';

export type ReplayProgress = {
  readonly stage: 'placing' | 'reading';
  readonly done: number;
  readonly of: number;
};

export type ReplayedInvoice = { readonly invoice: Invoice; readonly outcome: Outcome };

/** Places every invoice, then reads every order back when it is final. */
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
      onProgress({ stage: 'placing', done: ++done, of: invoices.length });
      return { invoice, placing };
    });
    const orders = placed.flatMap(({ invoice, placing }) =>
      placing.kind === 'placed' ? [{ customer: invoice.customer, orderId: placing.orderId }] : [],
    );
    const onFinal = (count: number) => onProgress({ stage: 'reading', done: count, of: orders.length });
    const read = await readOrders({ askAs, concurrency, pause, onFinal })(orders);
    return placed.map(({ invoice, placing }) => ({ invoice, outcome: outcomeOf(placing, read) }));
  };
};

const outcomeOf = (placing: PlacedInvoice, read: ReadonlyMap<string, ReadOrder>): Outcome => {
  if (placing.kind !== 'placed') return placing;
  const order = read.get(placing.orderId);
  if (order === undefined) throw new Error(`order ${placing.orderId} was not read back`);
  return { kind: 'ordered', order, rejected: placing.rejected };
};
