import { isDeepStrictEqual } from 'node:util';
import type { ProductEdit, ProductForStaff } from '@fondaco/contracts/http/catalogue';
import { minorUnitExponent } from './currency.ts';
import { normalSku } from './product.ts';

/** All that an edit may change. */
export type ProductContent = Pick<
  ProductForStaff,
  'status' | 'slug' | 'name' | 'description' | 'categoryId' | 'attributes' | 'images'
> & { readonly variants: readonly EditedVariant[] };

export type EditedVariant = Pick<
  ProductForStaff['variants'][number],
  'sku' | 'price' | 'options' | 'retired'
>;

export type EditMistake =
  | { readonly kind: 'name-missing' | 'nothing-to-sell' }
  | { readonly kind: 'duplicate-sku'; readonly sku: string }
  | { readonly kind: 'invalid-price'; readonly sku: string }
  | { readonly kind: 'status-impossible'; readonly from: string; readonly to: string };

export type Edited = { readonly content: ProductContent } | { readonly mistake: EditMistake };

/** From each status those that may follow. */
const FOLLOWING = { draft: ['active'], active: ['archived'], archived: ['active'] } as const;

const EMPTY = {
  status: 'draft',
  description: '',
  categoryId: null,
  attributes: {},
  variants: [],
  images: [],
} as const;

/** A new product, as a draft. */
export const newContent = (edit: ProductEdit & { readonly name: string; readonly slug: string }): Edited =>
  editedContent({ ...EMPTY, attributes: {}, images: [], name: edit.name, slug: edit.slug }, edit);

/** What becomes of the product: fields that are left out stay, variants that are left out are retired. */
export const editedContent = (current: ProductContent, edit: ProductEdit): Edited => {
  const name = (edit.name ?? current.name).trim();
  if (name === '') return { mistake: { kind: 'name-missing' } };
  const status = edit.status ?? current.status;
  if (status !== current.status && !(FOLLOWING[current.status] as readonly string[]).includes(status))
    return { mistake: { kind: 'status-impossible', from: current.status, to: status } };
  const mistake = edit.variants === undefined ? null : variantMistake(edit.variants);
  if (mistake !== null) return { mistake };

  const variants =
    edit.variants === undefined ? current.variants : editedVariants(current.variants, edit.variants);
  if (status === 'active' && variants.every(({ retired }) => retired))
    return { mistake: { kind: 'nothing-to-sell' } };
  const content = {
    status,
    name,
    slug: edit.slug ?? current.slug,
    description: tidyText(edit.description ?? current.description),
    categoryId: edit.categoryId === undefined ? current.categoryId : (edit.categoryId?.toLowerCase() ?? null),
    attributes: edit.attributes ?? current.attributes,
    images: (edit.images ?? current.images).map(({ imageId, alt }) => ({ imageId, alt: tidyLine(alt) })),
    variants,
  };
  return { content };
};

type VariantEdit = NonNullable<ProductEdit['variants']>[number];

/** A SKU that is named twice, and a price that nothing can have. */
const variantMistake = (edits: readonly VariantEdit[]): EditMistake | null => {
  const seen = new Set<string>();
  for (const { sku: written, price } of edits) {
    const sku = normalSku(written);
    if (seen.has(sku)) return { kind: 'duplicate-sku', sku };
    if (!isPrice(price)) return { kind: 'invalid-price', sku };
    seen.add(sku);
  }
  return null;
};

/** Whether something can have this price: more than nothing, in a currency of ISO 4217. */
export const isPrice = ({ amountMinor, currency }: VariantEdit['price']): boolean =>
  amountMinor > 0 && minorUnitExponent(currency) !== undefined;

const editedVariants = (
  current: readonly EditedVariant[],
  edits: readonly VariantEdit[],
): readonly EditedVariant[] => {
  const known = new Map(current.map((variant) => [variant.sku, variant]));
  const named = edits.map(({ sku: written, price, options }) => {
    const sku = normalSku(written);
    return { sku, price, options: options ?? known.get(sku)?.options ?? {}, retired: false };
  });
  const kept = new Set(named.map(({ sku }) => sku));
  const retired = current
    .filter(({ sku }) => !kept.has(sku))
    .map((variant) => ({ ...variant, retired: true }));
  return [...named, ...retired];
};

/** Whether they say the same, the order of variants and images included. */
export const isSameContent = (one: ProductContent, other: ProductContent): boolean =>
  isDeepStrictEqual(contentOf(one), contentOf(other));

const contentOf = ({ variants, ...content }: ProductContent) => ({
  status: content.status,
  slug: content.slug,
  name: content.name,
  description: content.description,
  categoryId: content.categoryId,
  attributes: { ...content.attributes },
  images: content.images.map(({ imageId, alt }) => ({ imageId, alt })),
  variants: variants.map(({ sku, price, options, retired }) => ({
    sku,
    price: { amountMinor: price.amountMinor, currency: price.currency },
    options: { ...options },
    retired,
  })),
});

/** Nobody sees control characters, apart from ends of lines and tabs. */
const tidyText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Control}\n\t]+/gu, ' ');

const tidyLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Control}+/gu, ' ')
    .trim();
