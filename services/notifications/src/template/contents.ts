import { type Block, type Content, type LineItem, oneLine } from './content.ts';
import type { Format } from './format.ts';
import type { ConfirmedData, Delivery, RefundedData, RejectedData, ShippedData } from './order-data.ts';
import type { Words } from './words.ts';

/** Events name at most so many lines; the page of the order shows all. */
const MOST_LINES = 100;

export type Context = {
  readonly words: Words;
  readonly format: Format;
  /** Where the customer sees the order. */
  readonly url: string;
};

type Named = { readonly sku: string; readonly name: string; readonly quantity: number };

const item = ({ format }: Context, line: Named): LineItem => ({
  name: oneLine(line.name),
  sku: oneLine(line.sku),
  quantity: format.number(line.quantity),
});

const cut = ({ words }: Context, lines: readonly unknown[]): Block[] =>
  lines.length < MOST_LINES ? [] : [{ kind: 'paragraph', text: words.onlyTheFirst }];

const link = ({ words, url }: Context): Block => ({ kind: 'link', label: words.showOrder, url });

const addressBlock = ({ words, format }: Context, delivery: Delivery): Block => {
  const { name, line1, line2 = '', postcode = '', city, country } = delivery;
  const place = oneLine(`${postcode} ${city}`);
  const lines = [name, line1, line2, place, format.country(country)].map(oneLine);
  return { kind: 'address', heading: words.deliveryTo, lines: lines.filter((line) => line !== '') };
};

const mail = (
  { words }: Context,
  data: { readonly recipient: { readonly name: string } },
  subject: string,
  blocks: readonly Block[],
): Content => ({
  language: words.language,
  subject: oneLine(subject),
  greeting: words.greeting(oneLine(data.recipient.name)),
  blocks,
  closing: words.closing,
});

export const confirmedContent = (context: Context, data: ConfirmedData): Content => {
  const { words, format } = context;
  const items = data.lines.map((line) => ({ ...item(context, line), amount: format.money(line.total) }));
  return mail(context, data, words.confirmed.subject, [
    { kind: 'paragraph', text: words.confirmed.text },
    {
      kind: 'facts',
      facts: [
        [words.order, data.orderId],
        [words.date, format.date(data.confirmedAt)],
      ],
    },
    { kind: 'lines', items, total: [words.total, format.money(data.total)] },
    ...cut(context, data.lines),
    addressBlock(context, data.delivery),
    link(context),
  ]);
};

export const rejectedContent = (context: Context, data: RejectedData): Content => {
  const { words, format } = context;
  const available = new Map(data.shortages.map((shortage) => [shortage.sku, shortage.available]));
  const lacking = data.lines.filter(({ sku }) => available.has(sku));
  const items = lacking.map((line) => ({
    ...item(context, line),
    amount: words.rejected.left(format.number(available.get(line.sku) ?? 0)),
  }));
  return mail(context, data, words.rejected.subject, [
    { kind: 'paragraph', text: words.rejected.text },
    { kind: 'facts', facts: [[words.order, data.orderId]] },
    ...(items.length === 0 ? [] : [{ kind: 'lines' as const, items }]),
    { kind: 'paragraph', text: words.rejected.nothingCharged },
    link(context),
  ]);
};

export const shippedContent = (context: Context, data: ShippedData): Content => {
  const { words, format } = context;
  const facts: [string, string][] = [
    [words.order, data.orderId],
    [words.date, format.date(data.shippedAt)],
  ];
  if (data.carrier !== undefined) facts.push([words.shipped.carrier, oneLine(data.carrier)]);
  if (data.trackingCode !== undefined) facts.push([words.shipped.trackingCode, oneLine(data.trackingCode)]);
  return mail(context, data, words.shipped.subject(data.complete), [
    { kind: 'paragraph', text: words.shipped.text(data.complete) },
    { kind: 'facts', facts },
    { kind: 'lines', items: data.lines.map((line) => item(context, line)) },
    ...cut(context, data.lines),
    addressBlock(context, data.delivery),
    link(context),
  ]);
};

export const refundedContent = (context: Context, data: RefundedData): Content => {
  const { words, format } = context;
  const items = data.lines.map((line) => item(context, line));
  return mail(context, data, words.refunded.subject, [
    { kind: 'paragraph', text: words.refunded.text(format.money(data.amount)) },
    { kind: 'facts', facts: [[words.order, data.orderId]] },
    ...(items.length === 0 ? [] : [{ kind: 'lines' as const, items }]),
    ...cut(context, data.lines),
    ...(data.complete ? [{ kind: 'paragraph' as const, text: words.refunded.complete }] : []),
    { kind: 'paragraph', text: words.refunded.when },
    link(context),
  ]);
};
