const MAX_NAME_PART = 80;

/**
 * The address of a new product: its name in plain letters and its SKU, `white-metal-lantern-71053`. It
 * stays when the name changes, so that links do.
 */
export const slugOf = (name: string, sku: string): string => {
  const words = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME_PART)
    .replace(/^-|-$/g, '');
  return `${words === '' ? 'product' : words}-${sku.toLowerCase()}`;
};

/**
 * For a slug that another product has already (`a-b` + `c` and `a` + `b-c` look the same): made unique by
 * the random part of the product's id.
 */
export const distinctSlug = (slug: string, productId: string): string => `${slug}-${productId.slice(-12)}`;

/** Whether a text can be a slug at all. */
export const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,199}$/.test(text);
