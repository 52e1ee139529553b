import type { ImportRefusal } from '@fondaco/contracts/http/imports';
import { minorUnitExponent } from '../product/currency.ts';
import { readPrice } from '../product/price.ts';
import { normalSku, type Offer } from '../product/product.ts';
import { isReserved, isSlug } from '../product/slug.ts';
import { MAX_ON_HAND } from '../stock/stock.ts';
import { type CategoryPath, readCategoryPath } from './category-path.ts';
import type { Cells, RawRow, Refusal } from './raw-row.ts';

export type ImportStatus = 'draft' | 'active' | 'archived';

/** By name the value that it is to have; null for none. Others stay as they are. */
export type PropertyChanges = ReadonlyMap<string, string | null>;

/** A row that can be sold, apart from what other rows and the catalogue say. What is undefined stays as it is. */
export type GoodRow = Offer & {
  readonly line: number;
  readonly stock: number;
  readonly cells: Cells;
  /** The slug of the product that it is a variant of; null: of its own. */
  readonly product: string | null;
  /** Null: in none. */
  readonly category: CategoryPath | null | undefined;
  readonly description: string | undefined;
  readonly status: ImportStatus | undefined;
  readonly attributes: PropertyChanges;
  readonly options: PropertyChanges;
};

export type Judgement = { readonly good: GoodRow } | { readonly refused: Refusal };

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
/** Unicode code points. */
const MAX_NAME_LENGTH = 200;
const MAX_DESCRIPTION_LENGTH = 20_000;
const STATUSES: readonly string[] = ['draft', 'active', 'archived'];

/**
 * What a row is worth by itself, looking at the reasons for a refusal in the order of the contract. A SKU
 * is taken as it was written: blanks around it make it another one, and no valid one.
 */
export const judgeRow = ({ line, cells }: RawRow): Judgement => {
  const refuse = (reason: ImportRefusal, column: string): Judgement => ({
    refused: { line, reason, column, cells },
  });
  const {
    sku = '',
    name: givenName = '',
    price: givenPrice = '',
    currency = '',
    stock: givenStock = '',
  } = cells;
  if (!SKU.test(sku)) return refuse('invalid-sku', 'sku');

  const name = tidyName(givenName);
  if (name === '') return refuse('empty-name', 'name');
  if (name.length > MAX_NAME_LENGTH && Array.from(name).length > MAX_NAME_LENGTH)
    return refuse('name-too-long', 'name');

  const exponent = minorUnitExponent(currency);
  const price = readPrice(givenPrice, exponent);
  if ('mistake' in price) return refuse(price.mistake, 'price');
  if (exponent === undefined) return refuse('invalid-currency', 'currency');

  const stock = readStock(givenStock);
  if (stock === null) return refuse('invalid-stock', 'stock');

  const product = cells.product?.trim() || null;
  if (product !== null && (!isSlug(product) || isReserved(product)))
    return refuse('invalid-product', 'product');
  const category = cells.category === undefined ? undefined : readCategory(cells.category);
  if (category === 'invalid') return refuse('invalid-category', 'category');
  const description = cells.description === undefined ? undefined : tidyText(cells.description);
  if (description !== undefined && description.length > MAX_DESCRIPTION_LENGTH)
    return refuse('description-too-long', 'description');
  const status = cells.status?.trim().toLowerCase() || undefined;
  if (!isStatus(status)) return refuse('invalid-status', 'status');

  const properties = readProperties(cells);
  if ('invalid' in properties) return refuse('invalid-property', properties.invalid);

  return {
    good: {
      line,
      cells,
      sku: normalSku(sku),
      name,
      priceMinor: price.minor,
      currency,
      stock,
      product,
      category,
      description,
      status,
      ...properties,
    },
  };
};

/** Control characters are blanks; what is not Unicode would come back from the database as something else. */
export const tidyName = (name: string): string =>
  isTidy(name)
    ? name
    : name
        .toWellFormed()
        .replace(/\p{Control}+/gu, ' ')
        .trim();

/** Most names are: plain ASCII without blanks around them. */
const isTidy = (text: string): boolean => /^[!-~](?:[ -~]*[!-~])?$/.test(text);

/** Of several lines. */
export const tidyText = (text: string): string =>
  isTidy(text)
    ? text
    : text
        .toWellFormed()
        .replace(/\r\n?/g, '\n')
        .replace(/[^\P{Control}\n\t]+/gu, ' ')
        .trim();

const readStock = (text: string): number | null => {
  if (!/^\d{1,16}$/.test(text)) return null;
  const stock = Number(text);
  return stock <= MAX_ON_HAND ? stock : null;
};

const readCategory = (text: string): CategoryPath | null | 'invalid' =>
  text.trim() === '' ? null : (readCategoryPath(text) ?? 'invalid');

const isStatus = (status: string | undefined): status is ImportStatus | undefined =>
  status === undefined || STATUSES.includes(status);

const MAX_PROPERTY_NAME = 40;
const MAX_PROPERTY_VALUE = 80;
/** One line of text. */
const LINE = /^[^\p{Control}\u2028\u2029\p{Surrogate}]*$/u;

type Properties = Pick<GoodRow, 'attributes' | 'options'>;

const NONE: PropertyChanges = new Map();
const NO_PROPERTIES: Properties = { attributes: NONE, options: NONE };

const readProperties = (cells: Cells): Properties | { readonly invalid: string } => {
  const found = { attribute: NONE, option: NONE } as Record<'attribute' | 'option', PropertyChanges>;
  for (const column in cells) {
    const kind = column.startsWith('attribute:')
      ? 'attribute'
      : column.startsWith('option:')
        ? 'option'
        : null;
    if (kind === null) continue;
    const name = column.slice(kind.length + 1);
    const value = cells[column] ?? '';
    if (!isLine(name, MAX_PROPERTY_NAME) || !isLine(value, MAX_PROPERTY_VALUE) || name === '')
      return { invalid: column };
    found[kind] = new Map(found[kind]).set(name, value === '' ? null : value);
  }
  if (found.attribute === NONE && found.option === NONE) return NO_PROPERTIES;
  return { attributes: found.attribute, options: found.option };
};

const isLine = (text: string, characters: number): boolean =>
  LINE.test(text) && (text.length <= characters || Array.from(text).length <= characters);
