import { askDatabase } from '../system/database.ts';
import { readMailbox } from '../system/mailbox.ts';
import type { System } from '../system/system.ts';
import type { Books, MailKind, MailRow, OrderRow, PaymentRow, StockRow } from './books.ts';
import { providerDesk } from './provider-desk.ts';
import type { Till } from './till.ts';

/** States in which an order still waits for an answer or a payment. */
const WAITING = "'pending', 'reserved', 'authorised', 'cancelling', 'expiring', 'shipping'";

/** Everybody's record as it is now; `initial` is what was in stock at first, by SKU. */
export const readBooks = async (
  system: System,
  till: Till,
  initial: Readonly<Record<string, number>>,
): Promise<Books> => {
  const [orders, payments, provider, stock, mails, parked] = await Promise.all([
    readOrders(system),
    readPayments(system),
    providerDesk(system).record(),
    readStock(system, initial),
    readMails(system),
    countParked(system),
  ]);
  const { intents, shipments, refunds } = till;
  return { intents, shipments, refunds, orders, payments, provider, stock, mails, parked };
};

const readOrders = (system: System): Promise<OrderRow[]> =>
  askDatabase<OrderRow>(
    system,
    'orders',
    `select id as "orderId", customer_id as "customerId", idempotency_key as key, state,
       state not in (${WAITING}) as final, total_minor as "totalMinor",
       exists (select from order_transition where order_id = customer_order.id and state = 'confirmed')
         as "wasConfirmed",
       (select json_agg(json_build_object('sku', sku, 'quantity', quantity, 'shipped', shipped, 'cancelled', cancelled))
        from order_line where order_id = customer_order.id) as lines,
       (select coalesce(json_agg(json_build_object('key', idempotency_key, 'id', id, 'state', state)), '[]')
        from order_shipment where order_id = customer_order.id) as shipments,
       (select coalesce(json_agg(json_build_object('key', idempotency_key, 'id', id, 'state', state,
          'amountMinor', amount_minor)), '[]')
        from order_refund where order_id = customer_order.id) as refunds
     from customer_order`,
  );

const readPayments = (system: System): Promise<PaymentRow[]> =>
  askDatabase<PaymentRow>(
    system,
    'payments',
    `select order_id as "orderId", state, captured_minor as "capturedMinor", refunded_minor as "refundedMinor"
     from payment`,
  );

const readStock = async (system: System, initial: Readonly<Record<string, number>>): Promise<StockRow[]> => {
  const rows = await askDatabase<Omit<StockRow, 'initial'>>(
    system,
    'products',
    'select sku, on_hand as "onHand", reserved from stock',
  );
  return rows.map((row) => ({ ...row, initial: initial[row.sku] ?? 0 }));
};

/** What is in the mailboxes: what was sent twice under one Message-ID is there once, as mailboxes have it. */
const readMails = async (system: System): Promise<MailRow[]> => {
  const counts = new Map<string, MailRow>();
  for (const { kind, orderId } of await readMailbox(system)) {
    const row = counts.get(`${kind} ${orderId}`) ?? { kind: kind as MailKind, orderId, copies: 0 };
    counts.set(`${kind} ${orderId}`, { ...row, copies: row.copies + 1 });
  }
  return [...counts.values()];
};

const countParked = async (system: System): Promise<number> => {
  const counts = await Promise.all(
    ['products', 'orders', 'payments', 'notifications'].map((service) =>
      askDatabase<{ parked: number }>(
        system,
        service,
        'select count(*)::int as parked from messaging.parked_message',
      ),
    ),
  );
  return counts.flat().reduce((sum, { parked }) => sum + parked, 0);
};
