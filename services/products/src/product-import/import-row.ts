import type { ImportRefusal, ImportRow } from '@fondaco/contracts/http/products';
import { minorUnitExponent } from '../product/currency.ts';
import { readPrice } from '../product/price.ts';
import { normalSku, type Offer } from '../product/product.ts';
import { MAX_ON_HAND } from '../stock/stock.ts';

/** A row that can be sold, apart from what other rows of its import say. */
export type GoodRow = Offer & { readonly line: number; readonly stock: number };

export type Judgement =
  | { readonly line: number; readonly good: GoodRow }
  | { readonly line: number; readonly reason: ImportRefusal };

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
/** Unicode code points. */
const MAX_NAME_LENGTH = 200;

/**
 * What a row is worth by itself, looking at the reasons for a refusal in the order of the contract. A SKU
 * is taken as it was written: blanks around it make it another one, and no valid one.
 */
export const judgeRow = (row: ImportRow): Judgement => {
  const { line } = row;
  if (!SKU.test(row.sku)) return { line, reason: 'invalid-sku' };

  const name = tidyName(row.name);
  if (name === '') return { line, reason: 'empty-name' };
  if (Array.from(name).length > MAX_NAME_LENGTH) return { line, reason: 'name-too-long' };

  const exponent = minorUnitExponent(row.currency);
  const price = readPrice(row.price, exponent);
  if ('mistake' in price) return { line, reason: price.mistake };
  if (exponent === undefined) return { line, reason: 'invalid-currency' };

  const stock = readStock(row.stock);
  if (stock === null) return { line, reason: 'invalid-stock' };

  const offer = { sku: normalSku(row.sku), name, priceMinor: price.minor, currency: row.currency };
  return { line, good: { ...offer, line, stock } };
};

/** Control characters are blanks; what is not Unicode would come back from the database as something else. */
const tidyName = (name: string): string =>
  name
    .toWellFormed()
    .replace(/\p{Control}+/gu, ' ')
    .trim();

const readStock = (text: string): number | null => {
  if (!/^\d{1,16}$/.test(text)) return null;
  const stock = Number(text);
  return stock <= MAX_ON_HAND ? stock : null;
};
