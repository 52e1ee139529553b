import type { CsvRow } from '../csv-file.ts';

export const INVOICE_COLUMNS = ['invoice', 'sku', 'quantity', 'customer', 'country'] as const;

export type InvoiceLine = { readonly sku: string; readonly quantity: string };

/** One invoice as it stood in the file. `customer` is empty where nobody was named. */
export type Invoice = {
  readonly number: string;
  readonly customer: string;
  readonly country: string;
  readonly lines: readonly InvoiceLine[];
};

/**
 * The invoices of a file, in the order in which they begin. Customer and country are the first line's. Only
 * this much is held of a file: lines of one invoice may stand apart.
 */
export const collectInvoices = async (
  rows: AsyncIterable<CsvRow<(typeof INVOICE_COLUMNS)[number]>>,
): Promise<Invoice[]> => {
  const invoices = new Map<string, Invoice & { lines: InvoiceLine[] }>();
  for await (const { invoice: number, sku, quantity, customer, country } of rows) {
    const line = { sku, quantity };
    const begun = invoices.get(number);
    if (begun === undefined) invoices.set(number, { number, customer, country, lines: [line] });
    else begun.lines.push(line);
  }
  return [...invoices.values()];
};
