const MAX_NAME_PART = 80;

/**
 * The address of a new product: its name in plain letters and its SKU, `white-metal-lantern-71053`. It
 * stays when the name changes, so that links do.
 */
export const slugOf = (name: string, sku: string): string =>
  `${wordsOf(name) || 'product'}-${sku.toLowerCase()}`;

/** The address of what has a name alone: `white-metal-lantern`. */
export const slugOfName = (name: string, otherwise: 'product' | 'category'): string =>
  wordsOf(name) || otherwise;

const wordsOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME_PART)
    .replace(/^-|-$/g, '');

/** Addresses below `/v1/products/` that are something else. */
const RESERVED: ReadonlySet<string> = new Set(['export', 'imports', 'search', 'suggestions']);

/** Whether a product cannot be found under it, because something else is. */
export const isReserved = (slug: string): boolean => RESERVED.has(slug);

/**
 * For a slug that another product has already (`a-b` + `c` and `a` + `b-c` look the same): made unique by
 * the random part of the product's id.
 */
export const distinctSlug = (slug: string, productId: string): string => `${slug}-${productId.slice(-12)}`;

/** The same for an address made of a name alone, which may be written by hand too and is no longer than such a one. */
export const distinctSlugOfName = (slug: string, id: string): string =>
  distinctSlug(slug.slice(0, MAX_NAME_PART - 13).replace(/-$/, ''), id);

/** Whether a text can be a slug at all. */
export const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,199}$/.test(text);
