import type { ImportRefusal } from '@fondaco/contracts/http/imports';
import { distinctSlug, slugOf } from '../product/slug.ts';
import type { GoodRow } from './import-row.ts';
import {
  differingField,
  type Offered,
  type ProductFields,
  type StoredProperties,
  sameOffer,
  samePrice,
  wantedFields,
  withChanges,
} from './product-fields.ts';
import type { Refusal } from './raw-row.ts';

export type StoredProduct = ProductFields & { readonly productId: string; readonly slug: string };

export type StoredVariant = Offered & {
  readonly sku: string;
  readonly productId: string;
  readonly position: number;
  readonly retired: boolean;
};

/** What the catalogue says of the rows' SKUs and products, all of whose products are locked. */
export type Catalogue = {
  readonly products: readonly StoredProduct[];
  readonly variants: readonly StoredVariant[];
  /** By slug, or former slug, that a row names. */
  readonly productIds: ReadonlyMap<string, string>;
  /** By pathKey. */
  readonly categoryIds: ReadonlyMap<string, string>;
  /** The SKUs that the import has taken so far, of the rows and of these products. */
  readonly taken: ReadonlySet<string>;
};

export type NewProduct = StoredProduct & {
  /** Whether the slug was made of the name: then another one will do. */
  readonly ownSlug: boolean;
};
export type NewVariant = Omit<StoredVariant, 'retired'>;
export type PriceChange = { readonly sku: string; readonly from: Offered; readonly to: Offered };
export type Count = { readonly sku: string; readonly quantity: number };

/** What a batch does to the catalogue. */
export type Plan = {
  readonly newProducts: readonly NewProduct[];
  readonly newVariants: readonly NewVariant[];
  readonly changedProducts: readonly (ProductFields & { readonly productId: string })[];
  readonly changedVariants: readonly (Offered & { readonly sku: string })[];
  readonly priceChanges: readonly PriceChange[];
  /** Known products that are other than they were, for whatever reason. */
  readonly touched: readonly string[];
  readonly newStock: readonly Count[];
  readonly knownStock: readonly Count[];
  readonly refusals: readonly Refusal[];
  readonly accepted: readonly string[];
  readonly counts: { readonly added: number; readonly changed: number; readonly unchanged: number };
};

const MAX_VARIANTS = 200;
const MAX_PROPERTIES = 30;

/**
 * Settles rows, in their order, against the catalogue and what their import has taken so far. The first good row of
 * a SKU wins; the first one of a product says what the product is, and the others must say the same, so that the
 * same file once more finds everything as it says.
 */
export const planBatch = (rows: readonly GoodRow[], catalogue: Catalogue, newId: () => string): Plan => {
  const shelf = createShelf(catalogue);
  const refusals: Refusal[] = [];
  const accepted = new Set<string>();
  const newStock: Count[] = [];
  const knownStock: Count[] = [];
  let changed = 0;

  for (const row of rows) {
    const refuse = (reason: ImportRefusal, column: string) =>
      refusals.push({ line: row.line, reason, column, cells: row.cells });
    if (accepted.has(row.sku) || catalogue.taken.has(row.sku)) {
      refuse('duplicate-sku', 'sku');
      continue;
    }
    const known = shelf.variant(row.sku);
    const found = row.product === null ? known?.draft : shelf.bySlug(row.product);
    if (known !== undefined && found !== known.draft) {
      refuse('sku-of-another-product', 'product');
      continue;
    }
    const wanted = wantedFields(row, found?.fields ?? EMPTY, catalogue.categoryIds);
    const differs = found === undefined ? null : differingField(found.fields, wanted);
    if (found?.taken && differs !== null) {
      refuse('product-differs', differs);
      continue;
    }
    const options = withChanges(known?.offered.options ?? {}, row.options);
    if (tooMany(wanted.attributes) || tooMany(options)) {
      refuse('too-many-properties', 'sku');
      continue;
    }
    if (known?.retired !== false && found !== undefined && found.sold >= MAX_VARIANTS) {
      refuse('too-many-variants', 'product');
      continue;
    }
    accepted.add(row.sku);
    const draft = found ?? shelf.add(newId(), row.product, slugOf(row.name, row.sku));
    draft.fields = wanted;
    draft.taken = true;
    const fieldsDiffer = found === undefined || differs !== null;
    draft.fieldsChanged ||= fieldsDiffer;
    const offered = { priceMinor: row.priceMinor, currency: row.currency, options };
    const count = { sku: row.sku, quantity: row.stock };
    if (known === undefined) {
      shelf.offer(draft, row.sku, offered);
      newStock.push(count);
    } else {
      knownStock.push(count);
      const offerChanged = known.retired || !sameOffer(known.offered, offered);
      if (offerChanged) shelf.change(known, offered);
      if (offerChanged || fieldsDiffer) changed++;
    }
  }
  return {
    ...shelf.result(),
    newStock,
    knownStock,
    refusals,
    accepted: [...accepted],
    counts: { added: newStock.length, changed, unchanged: knownStock.length - changed },
  };
};

/** A product as the rows so far would have it. */
type Draft = {
  readonly productId: string;
  readonly slug: string;
  readonly isNew: boolean;
  readonly ownSlug: boolean;
  fields: ProductFields;
  /** Whether a row of this import has said what it is. */
  taken: boolean;
  fieldsChanged: boolean;
  touched: boolean;
  /** Variants that are not retired. */
  sold: number;
  nextPosition: number;
};

type DraftVariant = { readonly sku: string; readonly draft: Draft; offered: Offered; retired: boolean };

const createShelf = ({ products, variants, productIds, taken }: Catalogue) => {
  const drafts = new Map<string, Draft>();
  const bySlug = new Map<string, Draft>();
  const bySku = new Map<string, DraftVariant>();
  const newVariants: NewVariant[] = [];
  const changedVariants: (Offered & { sku: string })[] = [];
  const priceChanges: PriceChange[] = [];

  for (const { productId, slug, ...fields } of products) {
    drafts.set(productId, {
      productId,
      slug,
      fields,
      ...NOTHING_SAID,
      isNew: false,
      ownSlug: false,
    });
  }
  for (const { sku, productId, position, retired, ...offered } of variants) {
    const draft = drafts.get(productId);
    if (draft === undefined) continue;
    draft.taken ||= taken.has(sku);
    draft.nextPosition = Math.max(draft.nextPosition, position + 1);
    if (!retired) draft.sold++;
    bySku.set(sku, { sku, draft, offered, retired });
  }
  for (const [slug, productId] of productIds) {
    const draft = drafts.get(productId);
    if (draft !== undefined) bySlug.set(slug, draft);
  }

  return {
    variant: (sku: string) => bySku.get(sku),
    bySlug: (slug: string) => bySlug.get(slug),
    add: (productId: string, slug: string | null, own: string): Draft => {
      const free = slug ?? (bySlug.has(own) ? distinctSlug(own, productId) : own);
      const draft: Draft = {
        productId,
        slug: free,
        fields: EMPTY,
        ...NOTHING_SAID,
        isNew: true,
        ownSlug: slug === null,
      };
      drafts.set(productId, draft);
      bySlug.set(free, draft);
      return draft;
    },
    offer: (draft: Draft, sku: string, offered: Offered): void => {
      newVariants.push({ sku, productId: draft.productId, position: draft.nextPosition++, ...offered });
      bySku.set(sku, { sku, draft, offered, retired: false });
      draft.sold++;
      draft.touched = true;
    },
    change: (variant: DraftVariant, offered: Offered): void => {
      const { sku, offered: from } = variant;
      changedVariants.push({ sku, ...offered });
      if (!samePrice(from, offered)) priceChanges.push({ sku, from, to: offered });
      if (variant.retired) variant.draft.sold++;
      variant.draft.touched = true;
      Object.assign(variant, { offered, retired: false });
    },
    result: () => {
      const all = [...drafts.values()];
      const known = all.filter(({ isNew }) => !isNew);
      return {
        newProducts: all
          .filter(({ isNew }) => isNew)
          .map(({ productId, slug, ownSlug, fields }) => ({ productId, slug, ownSlug, ...fields })),
        newVariants,
        changedProducts: known
          .filter(({ fieldsChanged }) => fieldsChanged)
          .map(({ productId, fields }) => ({ productId, ...fields })),
        changedVariants,
        priceChanges,
        touched: known
          .filter(({ fieldsChanged, touched }) => fieldsChanged || touched)
          .map(({ productId }) => productId),
      };
    },
  };
};

const NOTHING_SAID = {
  taken: false,
  fieldsChanged: false,
  touched: false,
  sold: 0,
  nextPosition: 0,
} as const;

const EMPTY: ProductFields = {
  name: '',
  description: '',
  categoryId: null,
  attributes: {},
  status: 'active',
};

const tooMany = (properties: StoredProperties): boolean => Object.keys(properties).length > MAX_PROPERTIES;
