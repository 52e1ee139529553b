import type { Queryable } from '@fondaco/chassis/postgres';

/**
 * Brings the listings of these products, as they stand in this transaction, up to date: active ones with a variant
 * on sale are listed, others are not. Their products must be locked, or `fresh`: added by this transaction, so that
 * nobody else can have moved their stock.
 */
export const writeListings = async (
  tx: Queryable,
  productIds: readonly string[],
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<void> => {
  if (productIds.length === 0) return;
  if (!fresh) {
    await lockStockOf(tx, productIds);
    await deleteListings(tx, productIds);
  }
  await upsertListings(tx, productIds);
};

/**
 * Says anew of the products of these SKUs (in upper case) whether they are in stock. The SKUs' stock must be locked.
 */
export const updateAvailability = async (tx: Queryable, skus: readonly string[]): Promise<void> => {
  if (skus.length === 0) return;
  await lockListingsOf(tx, skus);
  await setInStock(tx, skus);
};

/** Until the commit nobody moves it: what the listing says of it is true. In the order that everyone locks it in. */
const lockStockOf = async (tx: Queryable, productIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-stock-of-products',
    text: `
      SELECT FROM stock
      WHERE sku = ANY (ARRAY(SELECT sku FROM variant WHERE product_id = ANY ($1::uuid[])))
      ORDER BY sku
      FOR SHARE`,
    values: [productIds],
  });
};

const deleteListings = async (tx: Queryable, productIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'delete-listings',
    text: `
      DELETE FROM listing USING product
      WHERE listing.product_id = ANY ($1::uuid[]) AND product.product_id = listing.product_id
        AND (product.status <> 'active'
          OR NOT EXISTS (SELECT FROM variant WHERE variant.product_id = product.product_id AND NOT retired))`,
    values: [productIds],
  });
};

/** How much of a description is searched, in characters: what a product is, is said at its beginning. */
const DESCRIPTION_SEARCHED = 1000;

/**
 * Words in names and SKUs count for more than those in categories and attributes, and these for more than those in
 * descriptions. Words of letters are learnt, so that others can be recognised as misspelt; a number that nothing
 * has is no misspelt other number. Both are written in one order, so that two imports never wait for each other.
 */
const UPSERT_LISTINGS = `
  WITH RECURSIVE chosen AS MATERIALIZED (
    SELECT product_id, name, description, category_id, attributes, published_at FROM product
    WHERE product_id = ANY ($1::uuid[]) AND status = 'active'
  ), above (category_id, department_id, name, parent_id) AS (
    SELECT category_id, department_id, name, parent_id FROM category
    WHERE category_id IN (SELECT category_id FROM chosen)
    UNION ALL
    SELECT above.category_id, above.department_id, category.name, category.parent_id
    FROM above JOIN category ON category.category_id = above.parent_id
  ), place AS (
    SELECT category_id, department_id, string_agg(name, ' ') AS names FROM above GROUP BY 1, 2
  ), written AS (
    INSERT INTO listing
      (product_id, category_id, department_id, sort_name, price_minor, published_at, in_stock, facets, words)
    SELECT product_id, category_id, department_id, lower(left(name, 60)), price_minor, published_at, in_stock, facets,
      setweight(catalogue_words(concat_ws(' ', name, skus)), 'A')
        || setweight(catalogue_words(concat_ws(' ', place.names, facet_values)), 'B')
        || setweight(catalogue_words(left(description, ${DESCRIPTION_SEARCHED})), 'D')
    FROM chosen
    LEFT JOIN place USING (category_id)
    CROSS JOIN LATERAL (
      SELECT min(price_minor) AS price_minor, string_agg(sku, ' ' ORDER BY sku) AS skus,
        coalesce(bool_or((SELECT on_hand > reserved FROM stock WHERE stock.sku = variant.sku)), false) AS in_stock
      FROM variant
      WHERE variant.product_id = chosen.product_id AND NOT retired
      HAVING count(*) > 0
    ) AS offer
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(key || '=' || value ORDER BY key, value), '{}') AS facets,
        string_agg(value, ' ') AS facet_values
      FROM (
        SELECT * FROM jsonb_each_text(attributes)
        UNION
        SELECT property.* FROM variant CROSS JOIN jsonb_each_text(options) AS property
        WHERE variant.product_id = chosen.product_id AND NOT retired
      ) AS property (key, value)
    ) AS properties
    ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET
      category_id = excluded.category_id, department_id = excluded.department_id, sort_name = excluded.sort_name,
      price_minor = excluded.price_minor, published_at = excluded.published_at, in_stock = excluded.in_stock,
      facets = excluded.facets, words = excluded.words
    WHERE listing IS DISTINCT FROM excluded
    RETURNING words
  )
  INSERT INTO search_word (word)
  SELECT word FROM (
    SELECT word FROM (SELECT DISTINCT lexeme COLLATE "C" AS word FROM written CROSS JOIN unnest(words)) AS used
    WHERE NOT EXISTS (SELECT FROM search_word AS known WHERE known.word = used.word)
    -- A pattern costs more than all else that is asked of a word: it is kept for the few that are new.
    OFFSET 0
  ) AS unknown
  WHERE word ~ '^[^0-9]{2,40}$'
  ORDER BY word
  ON CONFLICT (word) DO NOTHING`;

const upsertListings = async (tx: Queryable, productIds: readonly string[]): Promise<void> => {
  await tx.query({ name: 'upsert-listings', text: UPSERT_LISTINGS, values: [productIds] });
};

/**
 * Of products with several variants: two orders that take the last units of one variant each do not see each other's
 * until they lock something in common. A single variant's stock is locked already.
 */
const lockListingsOf = async (tx: Queryable, skus: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-listings-of-skus',
    text: `
      SELECT FROM listing
      WHERE product_id = ANY (ARRAY(
        SELECT variant.product_id FROM variant
        WHERE sku = ANY ($1) AND EXISTS (
          SELECT FROM variant AS other WHERE other.product_id = variant.product_id AND other.sku <> variant.sku
        )
      ))
      ORDER BY product_id
      FOR NO KEY UPDATE`,
    values: [skus],
  });
};

const setInStock = async (tx: Queryable, skus: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'set-in-stock',
    text: `
      UPDATE listing SET in_stock = now_in_stock
      FROM (
        SELECT product_id, EXISTS (
          SELECT FROM variant CROSS JOIN LATERAL (
            SELECT FROM stock WHERE stock.sku = variant.sku AND on_hand > reserved OFFSET 0
          ) AS available
          WHERE variant.product_id = concerned.product_id AND NOT retired
        ) AS now_in_stock
        FROM (SELECT DISTINCT product_id FROM variant WHERE sku = ANY ($1)) AS concerned
      ) AS availability
      WHERE listing.product_id = availability.product_id AND listing.in_stock <> now_in_stock`,
    values: [skus],
  });
};
