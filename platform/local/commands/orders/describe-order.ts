import type { Money } from '@fondaco/contracts/http/common';
import type {
  DeliveryAddress,
  Order,
  OrderTransition,
  Refund,
  Shipment,
} from '@fondaco/contracts/http/orders';
import { columns } from '../columns.ts';

/** An order as those who run the shop read it: where it stands, what is in it, how it came there. */
export const describeOrder = (order: Order): string =>
  [
    `Order ${order.orderId} is ${order.state}.`,
    '',
    ...pairs([
      ['placed', moment(order.placedAt)],
      ['reference', order.reference],
      ['to be paid by', order.state === 'reserved' ? moment(order.paymentDeadline) : null],
      ['e-mail', `${order.email} (${order.language})`],
      ['delivery', addressOf(order.delivery)],
      ['total', money(order.total)],
    ]),
    '',
    ...indented([
      ['SKU', 'QUANTITY', 'SHIPPED', 'CANCELLED', 'REFUNDED', 'UNIT PRICE', 'TOTAL', 'NAME'],
      ...order.lines.map((line) => [
        line.sku,
        ...[line.quantity, line.shipped, line.cancelled, line.refunded].map(String),
        money(line.unitPrice),
        money(line.total),
        line.name,
      ]),
    ]),
    ...section('Shipments', order.shipments.map(shipmentOf)),
    ...section('Refunds', order.refunds.map(refundOf)),
    ...section(
      'Out of stock',
      order.shortages.map(({ sku, requested, available }) => [
        sku,
        `${requested} asked for`,
        `${available} available`,
      ]),
    ),
    ...section('Timeline', order.timeline.map(stepOf)),
  ].join('\n');

const shipmentOf = ({ at, state, lines, carrier, trackingCode, reason }: Shipment): string[] => [
  moment(at),
  state,
  quantitiesOf(lines),
  [carrier, trackingCode, reason].filter((part) => part !== null).join(', '),
];

const refundOf = ({ at, state, amount, lines, reason }: Refund): string[] => [
  moment(at),
  state,
  money(amount),
  quantitiesOf(lines),
  reason,
];

const stepOf = ({ at, state, cause, actor, detail }: OrderTransition): string[] => [
  moment(at),
  state,
  `${cause} (${actor})`,
  detail ?? '',
];

const quantitiesOf = (lines: readonly { readonly sku: string; readonly quantity: number }[]): string =>
  lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');

const addressOf = ({ name, line1, line2, postcode, city, country }: DeliveryAddress): string =>
  [name, line1, line2, [postcode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ');

/** `12.34 GBP`, with as many digits as the currency has. */
export const money = ({ amountMinor, currency }: Money): string => {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return `${(amountMinor / 10 ** digits).toFixed(digits)} ${currency}`;
};

/** To the second, in UTC. */
const moment = (timestamp: string): string => `${timestamp.slice(0, 19).replace('T', ' ')}Z`;

const pairs = (rows: readonly (readonly [string, string | null])[]): string[] =>
  rows.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(15)}${value}`]));

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', `${title}:`, ...indented(rows)];

const indented = (rows: readonly (readonly string[])[]): string[] => columns(rows).map((row) => `  ${row}`);
