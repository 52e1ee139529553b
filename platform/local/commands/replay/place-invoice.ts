import type { Order } from '@fondaco/contracts/http/orders';
import type { AskAs } from './accounts.ts';
import type { Invoice } from './invoices.ts';
import { idempotencyKey, intentOf, orderRequest } from './order-request.ts';
import type { Outcome } from './totals.ts';

/** Either nothing was ordered, which is how it ends, or there is an order to wait for. */
export type PlacedInvoice =
  | Extract<Outcome, { kind: 'skipped' | 'refused' }>
  | { readonly kind: 'placed'; readonly order: Order; readonly rejected: Outcome['rejected'] };

type OrderPage = {
  readonly items: readonly Pick<Order, 'orderId' | 'reference'>[];
  readonly nextCursor: string | null;
};

const nothingRejected = { 'quantity-not-positive': 0, 'unknown-sku': 0 };

/** Places an invoice as an order. Lines that the shop does not know are left out, under the same key. */
export const placeInvoice = async (askAs: AskAs, invoice: Invoice): Promise<PlacedInvoice> => {
  const intent = intentOf(invoice);
  if (intent.kind === 'cancellation') {
    return { kind: 'skipped', reason: 'cancellation', rejected: nothingRejected };
  }
  const rejectedBeside = (isUnknown: (sku: string) => boolean) => ({
    ...intent.rejected,
    'unknown-sku': intent.rejected['unknown-sku'] + intent.lines.filter(({ sku }) => isUnknown(sku)).length,
  });

  const key = idempotencyKey(invoice);
  const unknown = new Set<string>();
  for (;;) {
    const rejected = rejectedBeside((sku) => unknown.has(sku));
    const body = orderRequest(invoice, intent.lines, unknown);
    if (body === null) return { kind: 'skipped', reason: 'no-sellable-lines', rejected };
    const answer = await askAs(invoice.customer, {
      method: 'POST',
      path: '/orders',
      headers: { 'idempotency-key': key },
      body,
    });
    if (answer.ok) return { kind: 'placed', order: answer.body as Order, rejected };

    const { problem } = answer;
    if (problem.code === 'orders/unknown-sku') {
      const before = unknown.size;
      for (const sku of (problem.unknownSkus ?? []) as string[]) unknown.add(sku.toUpperCase());
      if (unknown.size > before) continue;
    }
    if (problem.code === 'orders/idempotency-key-reused') {
      // An earlier run left out lines that the shop knows by now. That order stands.
      const order = await findByReference(askAs, invoice);
      const ordered = new Set(order?.lines.map(({ sku }) => sku));
      if (order !== null) {
        return {
          kind: 'placed',
          order,
          rejected: rejectedBeside((sku) => !ordered.has(sku)),
        };
      }
    }
    return { kind: 'refused', reason: `${problem.detail ?? problem.title} (${problem.code})`, rejected };
  }
};

const findByReference = async (askAs: AskAs, { customer, number }: Invoice): Promise<Order | null> => {
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) });
    const page = await askAs(customer, { method: 'GET', path: `/orders?${query.toString()}` });
    if (!page.ok) return null;
    const { items, nextCursor } = page.body as OrderPage;
    const found = items.find(({ reference }) => reference === number);
    if (found !== undefined) {
      const order = await askAs(customer, { method: 'GET', path: `/orders/${found.orderId}` });
      return order.ok ? (order.body as Order) : null;
    }
    cursor = nextCursor;
  } while (cursor !== null);
  return null;
};
