import { createHash } from 'node:crypto';
import type { PlaceOrder } from '@fondaco/contracts/http/orders';
import { emailOf, nameOf, oneLine } from './accounts.ts';
import type { Invoice } from './invoices.ts';

export type SkippedInvoice = 'cancellation' | 'no-sellable-lines';
export type RejectedLine = 'quantity-not-positive' | 'unknown-sku';

/** `lines` are those that could be sold, SKUs in upper case, as they stood: not yet added up. */
export type Intent =
  | { readonly kind: 'cancellation' }
  | {
      readonly kind: 'order';
      readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
      readonly rejected: Readonly<Record<RejectedLine, number>>;
    };

const SKU = /^[A-Z0-9][A-Z0-9._-]{0,39}$/;
const POSITIVE = /^\+?0*[1-9]\d*$/;

/** What an invoice asks for. A SKU that could be none is unknown without anybody being asked. */
export const intentOf = ({ number, lines }: Invoice): Intent => {
  if (number.startsWith('C')) return { kind: 'cancellation' };
  const positive = lines.filter(({ quantity }) => POSITIVE.test(quantity.trim()));
  const wanted = positive
    .map(({ sku, quantity }) => ({ sku: sku.toUpperCase(), quantity: Number(quantity) }))
    .filter(({ sku }) => SKU.test(sku));
  return {
    kind: 'order',
    lines: wanted,
    rejected: {
      'quantity-not-positive': lines.length - positive.length,
      'unknown-sku': positive.length - wanted.length,
    },
  };
};

/** The body that places it without the lines of unknown SKUs; null when no line is left. */
export const orderRequest = (
  { number, customer, country }: Invoice,
  lines: readonly { readonly sku: string; readonly quantity: number }[],
  unknownSkus: ReadonlySet<string>,
): PlaceOrder | null => {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) {
    if (!unknownSkus.has(sku)) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  }
  if (quantities.size === 0) return null;
  return {
    lines: [...quantities].map(([sku, quantity]) => ({ sku, quantity })),
    email: emailOf(customer),
    delivery: { ...address, name: nameOf(customer), country: countryOf(country) },
    ...(number === '' ? {} : { reference: number }),
  };
};

/** The data says of its customers only in which country they are. */
const address = { line1: '1 High Street', city: 'Newtown' };

/** What the data itself says where it does not know. */
const countryOf = (country: string): string => oneLine(country, 60) || 'Unspecified';

/** Made from all that the invoice says: the same file read again has the same keys. */
export const idempotencyKey = ({ number, customer, country, lines }: Invoice): string => {
  const content = JSON.stringify([
    number,
    customer,
    country,
    lines.map(({ sku, quantity }) => [sku, quantity]),
  ]);
  return `replay-${createHash('sha256').update(content).digest('base64url')}`;
};
