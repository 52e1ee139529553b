import type { Outbox } from '@fondaco/chassis/messaging';
import {
  CommitOutcomeUnknown,
  type Database,
  type SharedTransactions,
  type Transaction,
} from '@fondaco/chassis/postgres';
import { OrderPlacedV1 } from '@fondaco/contracts/events/orders/order-placed.v1';
import { MAX_QUANTITY, type Order, type PlaceOrder } from '@fondaco/contracts/http/orders';
import type { OrderMetrics } from '../metrics.ts';
import { newOrder } from '../order/order.ts';
import { findOrderByKey } from '../order/order-read-store.ts';
import { holdKey, insertOrder, type PlacingRequest } from '../order/order-store.ts';
import { mergeLines, quoteLines, type RequestedLine } from '../order/pricing.ts';
import { findOffers } from '../product/product-copy-store.ts';
import { bodyHash } from './body-hash.ts';
import { OrderRefused } from './order-refused.ts';

/** `replayed` when an earlier request under the same key placed the order. */
export type Placed = { readonly order: Order; readonly replayed: boolean };

export type PlaceOrderUseCase = (
  customerId: string,
  idempotencyKey: string,
  body: PlaceOrder,
) => Promise<Placed>;

/** Throws OrderRefused, and Unavailable for what may succeed later under the same key. */
export const placeOrder = (deps: {
  readonly db: Database;
  readonly transactions: SharedTransactions;
  readonly outbox: Pick<Outbox, 'append'>;
  readonly learnProducts: (skus: readonly string[]) => Promise<void>;
  readonly metrics: OrderMetrics;
  /** How long it can be paid, and how long an answer may take. */
  readonly seconds: { readonly toPay: number; readonly toAnswer: number };
  readonly now: () => Date;
  readonly newId: () => string;
}): PlaceOrderUseCase => {
  const { db, transactions, outbox, learnProducts, metrics, seconds, now, newId } = deps;

  /** Prices the lines, claims the key, writes order and event: all or nothing. Null when the key is taken. */
  const place = async (
    tx: Transaction,
    request: PlacingRequest,
    lines: RequestedLine[],
    body: PlaceOrder,
  ): Promise<Order | null> => {
    const quote = quoteLines(lines, await findOffers(tx, lines), body.expectedTotal);
    if (quote.kind !== 'quoted') {
      // The same request may be succeeding at this moment: then its order is the answer to both.
      if (await holdKey(tx, request, newId())) throw new OrderRefused(quote);
      return null;
    }
    const order = newOrder(newId(), quote, body, { cause: 'POST /v1/orders', at: now() });
    const paymentDeadline = await insertOrder(tx, request, order, seconds);
    if (!paymentDeadline) return null;
    await outbox.append(tx, OrderPlacedV1, {
      orderId: order.orderId,
      customerId: request.customerId,
      lines: order.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice })),
      total: order.total,
      placedAt: order.placedAt,
    });
    return { ...order, paymentDeadline: paymentDeadline.toISOString() };
  };

  const earlierOrder = async (request: PlacingRequest): Promise<Order | null> => {
    const earlier = await findOrderByKey(db, request.customerId, request.idempotencyKey);
    if (earlier && !earlier.bodyHash.equals(request.bodyHash)) {
      throw new OrderRefused({ kind: 'idempotency-key-reused' });
    }
    return earlier?.order ?? null;
  };

  return async (customerId, idempotencyKey, body) => {
    const lines = mergeLines(body.lines);
    refuseExcess(lines);
    const request = { customerId, idempotencyKey, bodyHash: bodyHash(body) };
    // In the order of what they may wait for each other at.
    const attempt = () =>
      transactions(`${customerId} ${idempotencyKey}`, (tx) => place(tx, request, lines, body));

    const order = await attempt()
      .catch(async (error: unknown) => {
        // Products is asked only about what the copy cannot sell, and never inside a transaction.
        if (!(error instanceof OrderRefused) || error.refusal.kind !== 'unknown-sku') throw error;
        await learnProducts(error.refusal.unknownSkus);
        return attempt();
      })
      .catch(async (error: unknown) => {
        // A COMMIT without an answer has happened or not: only the database knows.
        const committed = error instanceof CommitOutcomeUnknown ? await earlierOrder(request) : null;
        if (!committed) throw error;
        return committed;
      });
    if (order) {
      metrics.placed();
      return { order, replayed: false };
    }

    const earlier = await earlierOrder(request);
    if (!earlier) throw new Error('the key is taken, but no order has it');
    return { order: earlier, replayed: true };
  };
};

const refuseExcess = (lines: readonly RequestedLine[]): void => {
  const skus = lines.filter((line) => line.quantity > MAX_QUANTITY).map((line) => line.sku);
  if (skus.length > 0) throw new OrderRefused({ kind: 'quantity-too-large', skus });
};
