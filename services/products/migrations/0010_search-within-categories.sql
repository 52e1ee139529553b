-- Categories below departments too: of a word that very many have, what stands in one of them is found without
-- listing all the rest.
DROP INDEX listing_search;
CREATE INDEX listing_search ON listing USING gin (piece_of(product_id), words, facets, department_id, category_id);
