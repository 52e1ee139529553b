import type { Books, MailKind, OrderRow } from './books.ts';

export const VERDICTS = [
  'lost',
  'doubled',
  'overcharged',
  'unpaid',
  'oversold',
  'stuck',
  'parked',
  'mailsMissing',
  'mailsDoubled',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is wrong, each in a sentence. Nothing is wrong when every list is empty. */
export type Findings = Readonly<Record<Verdict, readonly string[]>>;

/** Orders for which the provider has to hold, or to have taken, the whole amount. */
const PAID = ['confirmed', 'shipping', 'partly-shipped', 'shipped', 'delivered', 'refunded'];
const SHIPPED = ['partly-shipped', 'shipped', 'delivered', 'refunded'];

/** Compares the records of all parties after everything has come to rest. */
export const compareBooks = (books: Books): Findings => ({
  lost: [...lostOrders(books), ...lostStaffWork(books)],
  doubled: doubledOrders(books),
  overcharged: overcharged(books),
  unpaid: unpaid(books),
  oversold: oversold(books),
  stuck: books.orders
    .filter(({ final }) => !final)
    .map(({ orderId, state }) => `order ${orderId} is still ${state}`),
  parked: books.parked > 0 ? [`${books.parked} messages are parked`] : [],
  ...mails(books),
});

const lostOrders = ({ intents, orders }: Books): string[] => {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return intents.flatMap(({ acknowledged, customerId, key, totalMinor, lines }) => {
    if (!acknowledged) return [];
    const order = byId.get(acknowledged.orderId);
    if (!order) return [`order ${acknowledged.orderId} was acknowledged, and nobody has it`];
    if (order.customerId !== customerId || order.key !== key)
      return [`order ${order.orderId} is not the one that was acknowledged`];
    const differs =
      order.totalMinor !== totalMinor ||
      order.lines.length !== lines.length ||
      lines.some(({ sku, quantity }) => order.lines.find((line) => line.sku === sku)?.quantity !== quantity);
    return differs
      ? [`order ${order.orderId} is not what was ordered: ${order.totalMinor} for ${totalMinor}`]
      : [];
  });
};

const lostStaffWork = ({ shipments, refunds, orders }: Books): string[] => {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const missing = (
    what: string,
    asked: Books['shipments'],
    of: (order: OrderRow) => readonly { readonly key: string; readonly state: string }[],
  ) =>
    asked.flatMap(({ orderId, key }) => {
      const order = byId.get(orderId);
      const row = order && of(order).find((one) => one.key === key);
      if (!row) return [`a ${what} of order ${orderId} was acknowledged, and nobody has it`];
      return row.state === 'requested' ? [`a ${what} of order ${orderId} is still waiting`] : [];
    });
  return [
    ...missing('shipment', shipments, (order) => order.shipments),
    ...missing('refund', refunds, (order) => order.refunds),
  ];
};

const doubledOrders = ({ intents, orders }: Books): string[] => {
  const wanted = new Set(intents.map(({ customerId, key }) => `${customerId} ${key}`));
  const times = countBy(orders, ({ customerId, key }) => `${customerId} ${key}`);
  return [...times].flatMap(([intent, count]) => {
    if (!wanted.has(intent)) return [`an order that nobody wanted: ${intent}`];
    return count > 1 ? [`${count} orders for one intention: ${intent}`] : [];
  });
};

const chargesOf = ({ provider }: Books) => {
  const sums = new Map<string, { held: number; captured: number; refunded: number; charges: number }>();
  for (const { orderId, heldMinor, capturedMinor, refundedMinor } of provider) {
    const sum = sums.get(orderId) ?? { held: 0, captured: 0, refunded: 0, charges: 0 };
    sums.set(orderId, {
      held: sum.held + heldMinor,
      captured: sum.captured + capturedMinor,
      refunded: sum.refunded + refundedMinor,
      charges: sum.charges + (heldMinor > 0 || capturedMinor > 0 ? 1 : 0),
    });
  }
  return sums;
};

const overcharged = (books: Books): string[] => {
  const byId = new Map(books.orders.map((order) => [order.orderId, order]));
  return [...chargesOf(books)].flatMap(([orderId, { held, captured, refunded, charges }]) => {
    const order = byId.get(orderId);
    const taken = held + captured;
    if (!order) return taken > 0 ? [`${taken} charged for ${orderId}, which is no order`] : [];
    const findings: string[] = [];
    if (charges > 1) findings.push(`order ${orderId} was charged ${charges} times`);
    else if (taken > order.totalMinor)
      findings.push(`order ${orderId} over ${order.totalMinor} was charged ${taken}`);
    if (!PAID.includes(order.state) && order.final && taken > 0)
      findings.push(`order ${orderId} is ${order.state}, and ${taken} are charged for it`);
    const promised = sum(
      order.refunds.filter(({ state }) => state === 'refunded').map((one) => one.amountMinor),
    );
    if (refunded !== promised)
      findings.push(
        `order ${orderId}: ${promised} were to be refunded, the provider has refunded ${refunded}`,
      );
    return findings;
  });
};

const unpaid = (books: Books): string[] => {
  const charges = chargesOf(books);
  const payments = new Map(books.payments.map((payment) => [payment.orderId, payment]));
  return books.orders
    .filter(({ state }) => PAID.includes(state))
    .flatMap((order) => {
      const { held, captured, refunded } = charges.get(order.orderId) ?? {
        held: 0,
        captured: 0,
        refunded: 0,
      };
      const findings: string[] = [];
      if (held + captured < order.totalMinor)
        findings.push(
          `order ${order.orderId} is ${order.state}, and only ${held + captured} are paid for it`,
        );
      if (SHIPPED.includes(order.state) && captured < order.totalMinor)
        findings.push(`order ${order.orderId} has shipped, and only ${captured} were taken for it`);
      const payment = payments.get(order.orderId);
      if (payment?.capturedMinor !== captured || payment.refundedMinor !== refunded)
        findings.push(
          `order ${order.orderId}: payments says ${payment?.capturedMinor} − ${payment?.refundedMinor}, the provider ${captured} − ${refunded}`,
        );
      return findings;
    });
};

const oversold = ({ orders, stock }: Books): string[] => {
  const shipped = new Map<string, number>();
  const open = new Map<string, number>();
  const add = (to: Map<string, number>, sku: string, units: number) =>
    to.set(sku, (to.get(sku) ?? 0) + units);
  for (const order of orders) {
    for (const line of order.lines) {
      add(shipped, line.sku, line.shipped);
      if (PAID.includes(order.state)) add(open, line.sku, line.quantity - line.shipped - line.cancelled);
    }
  }
  return stock.flatMap(({ sku, initial, onHand, reserved }) => {
    const findings: string[] = [];
    const gone = shipped.get(sku) ?? 0;
    const promised = open.get(sku) ?? 0;
    if (gone + promised > initial) findings.push(`${sku}: ${gone + promised} sold of ${initial}`);
    if (onHand !== initial - gone)
      findings.push(`${sku}: ${onHand} on hand after ${gone} of ${initial} shipped`);
    if (reserved !== promised) findings.push(`${sku}: ${reserved} reserved for orders that want ${promised}`);
    return findings;
  });
};

const mails = ({ orders, mails: received }: Books): Pick<Findings, 'mailsMissing' | 'mailsDoubled'> => {
  const expected = new Map<string, number>();
  const expect = (kind: MailKind, { orderId }: OrderRow, count: number) => {
    if (count > 0) expected.set(`${kind} ${orderId}`, count);
  };
  for (const order of orders) {
    expect('confirmed', order, order.wasConfirmed ? 1 : 0);
    expect('rejected', order, order.state === 'rejected' ? 1 : 0);
    expect('shipped', order, order.shipments.filter(({ state }) => state === 'shipped').length);
    expect('refunded', order, order.refunds.filter(({ state }) => state === 'refunded').length);
  }
  const there = new Map(received.map(({ kind, orderId, copies }) => [`${kind} ${orderId}`, copies]));
  return {
    mailsMissing: [...expected].flatMap(([mail, count]) => {
      const copies = there.get(mail) ?? 0;
      return copies < count ? [`${copies} of ${count} mails: ${mail}`] : [];
    }),
    mailsDoubled: [...there].flatMap(([mail, copies]) => {
      const count = expected.get(mail) ?? 0;
      return copies > count ? [`${copies} mails where ${count} were due: ${mail}`] : [];
    }),
  };
};

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

const countBy = <T>(items: readonly T[], nameOf: (item: T) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return counts;
};
