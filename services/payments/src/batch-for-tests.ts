import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Handler } from '@fondaco/chassis/messaging';
import type { Transaction } from '@fondaco/chassis/postgres';
import { CaptureRequestedV1 } from '@fondaco/contracts/events/orders/capture-requested.v1';
import { PaymentRequestedV1 } from '@fondaco/contracts/events/orders/payment-requested.v1';
import { PaymentWithdrawnV1 } from '@fondaco/contracts/events/orders/payment-withdrawn.v1';
import { background, gbp, type Shop, type ShopOrder } from './payments-for-tests.ts';

type Message = { readonly type: string; readonly data: { readonly orderId: string } };

const at = '2026-01-02T03:04:05.000Z';

export const requested = ({ orderId, customerId }: ShopOrder, amountMinor = 1095): Message => ({
  type: PaymentRequestedV1.type,
  data: { ...{ orderId, customerId }, ...{ amount: gbp(amountMinor), deadline: at, requestedAt: at } },
});

export const withdrawn = ({ orderId, customerId }: ShopOrder): Message => ({
  type: PaymentWithdrawnV1.type,
  data: { ...{ orderId, customerId }, ...{ reason: 'customer', withdrawnAt: at } },
});

export const captureRequested = ({ orderId }: ShopOrder, shipmentId: string): Message => ({
  type: CaptureRequestedV1.type,
  data: { ...{ orderId, shipmentId }, ...{ amount: gbp(1095), requestedAt: at } },
});

/** Deals with messages in one transaction, as the consumer does. Answers the names of the statements it took. */
export const deliverTogether = async (shop: Shop, messages: readonly Message[]): Promise<string[]> => {
  const consumer = background(shop.payments.service, 'payments.orders');
  const { handlers } = consumer as unknown as { readonly handlers: readonly Handler[] };
  const events = messages.map(({ type, data }) => {
    const handler = handlers.find((one) => one.type === type);
    assert.ok(handler, `nobody handles ${type}`);
    return { handler, event: { id: randomUUID(), type, time: at, key: data.orderId, data } };
  });
  events.sort((a, b) => (a.event.key < b.event.key ? -1 : 1));
  const statements: string[] = [];
  await shop.database.db.transaction(async (real) => {
    const tx: Transaction = {
      ...real,
      query: (statement) => {
        statements.push(statement.name);
        return real.query(statement);
      },
    };
    for (const [prepare, several] of Map.groupBy(events, ({ handler }) => handler.prepare)) {
      await prepare?.(
        tx,
        several.map(({ event }) => event),
      );
    }
    for (const { handler, event } of events) await handler.run(tx, event);
  });
  return statements;
};
