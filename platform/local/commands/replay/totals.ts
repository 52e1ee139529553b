import type { Order } from '@fondaco/contracts/http/orders';
import type { RejectedLine, SkippedInvoice } from './order-request.ts';

/** What counts of an order that was read back when it was final. Revenue is in minor units. */
export type ReadOrder = Pick<Order, 'orderId' | 'state' | 'shortages'> & {
  readonly country: string;
  readonly lines: number;
  readonly units: number;
  readonly revenueMinor: number;
};

/** What became of one invoice. */
export type Outcome = { readonly rejected: Readonly<Record<RejectedLine, number>> } & (
  | { readonly kind: 'skipped'; readonly reason: SkippedInvoice }
  | { readonly kind: 'ordered'; readonly order: ReadOrder }
  | { readonly kind: 'refused'; readonly reason: string }
);

/** Orders, lines, units and revenue are those of the confirmed orders; money is in minor units. */
export type ReplayTotals = {
  readonly invoices: number;
  readonly orders: number;
  readonly lines: number;
  readonly units: number;
  readonly revenueMinor: number;
  readonly skippedInvoices: Readonly<Record<string, number>>;
  readonly rejectedLines: Readonly<Record<string, number>>;
  readonly revenueMinorByCountry: Readonly<Record<string, number>>;
};

/** Revenue is the sum of the lines, before anything that an order's total may come to include. */
export const readingOf = ({ orderId, state, shortages, delivery, lines }: Order): ReadOrder => ({
  orderId,
  state,
  shortages,
  country: delivery.country,
  lines: lines.length,
  units: sum(lines.map(({ quantity }) => quantity)),
  revenueMinor: sum(lines.map(({ quantity, unitPrice }) => quantity * unitPrice.amountMinor)),
});

/** Confirmed, and whatever staff have done with it since: a second run gives the same. */
const isSold = ({ state }: ReadOrder): boolean => soldStates.has(state);

const soldStates: ReadonlySet<Order['state']> = new Set([
  'confirmed',
  'partly-shipped',
  'shipped',
  'delivered',
]);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const add = (counts: Record<string, number>, name: string, count: number): void => {
  if (count > 0) counts[name] = (counts[name] ?? 0) + count;
};

export const totalsOf = (outcomes: readonly Outcome[]): ReplayTotals => {
  const skippedInvoices: Record<string, number> = {};
  const rejectedLines: Record<string, number> = {};
  const byCountry: Record<string, number> = {};
  const confirmed: ReadOrder[] = [];
  for (const outcome of outcomes) {
    for (const [reason, count] of Object.entries(outcome.rejected)) add(rejectedLines, reason, count);
    if (outcome.kind === 'skipped') add(skippedInvoices, outcome.reason, 1);
    if (outcome.kind === 'ordered' && isSold(outcome.order)) confirmed.push(outcome.order);
  }
  for (const { country, revenueMinor } of confirmed) add(byCountry, country, revenueMinor);
  return {
    invoices: outcomes.length,
    orders: confirmed.length,
    lines: sum(confirmed.map(({ lines }) => lines)),
    units: sum(confirmed.map(({ units }) => units)),
    revenueMinor: sum(confirmed.map(({ revenueMinor }) => revenueMinor)),
    skippedInvoices,
    rejectedLines,
    revenueMinorByCountry: Object.fromEntries(Object.entries(byCountry).sort(([, a], [, b]) => b - a)),
  };
};

/** What a person should know beside the totals: orders that were not confirmed, invoices that were refused. */
export const troubles = (
  outcomes: readonly { readonly invoice: { readonly number: string }; readonly outcome: Outcome }[],
): string[] =>
  outcomes.flatMap(({ invoice, outcome }) => {
    if (outcome.kind === 'refused') return [`invoice ${invoice.number} was refused: ${outcome.reason}`];
    if (outcome.kind !== 'ordered' || isSold(outcome.order)) return [];
    const short = outcome.order.shortages.map(
      ({ sku, requested, available }) => `${sku} ${requested} asked for, ${available} available`,
    );
    const why = short.length === 0 ? '' : ` (${short.join('; ')})`;
    return [`invoice ${invoice.number}: order ${outcome.order.orderId} ended ${outcome.order.state}${why}`];
  });

/** For people. */
export const describeReplay = (totals: ReplayTotals, notConfirmed: number): string => {
  const counts = (reasons: Readonly<Record<string, number>>) =>
    Object.entries(reasons)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', ') || 'none';
  return [
    `${totals.invoices} invoices: ${totals.orders} orders confirmed, ${notConfirmed} not confirmed.`,
    `Skipped invoices: ${counts(totals.skippedInvoices)}.`,
    `Refused lines: ${counts(totals.rejectedLines)}.`,
    `${totals.lines} lines, ${totals.units} units, revenue ${totals.revenueMinor} in minor units:`,
    ...Object.entries(totals.revenueMinorByCountry).map(
      ([country, revenue]) => `  ${String(revenue).padStart(12)}  ${country}`,
    ),
  ].join('\n');
};
