-- Listings and what people type are taken apart by the same rule: letters and digits make words, and nothing else
-- does. Otherwise the parser would see paths, hosts and hyphenated words in names, and other ones in questions.
CREATE FUNCTION catalogue_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_tsvector('catalogue', regexp_replace(normalize($1), '[^[:alnum:]]+', ' ', 'g'));

ALTER TEXT SEARCH CONFIGURATION catalogue
  ALTER MAPPING FOR numword WITH unaccent, simple;

-- How many of every 10,000 listings have the word, as a job counts now and then in a sample of them.
ALTER TABLE search_word ADD COLUMN uses int NOT NULL DEFAULT 0;
-- Room for the next count beside the last one: otherwise each count would write to every index, and questions would
-- read all that the index of spellings has put off.
ALTER TABLE search_word SET (fillfactor = 45);
ALTER INDEX search_word_alike SET (fastupdate = off);

-- With one letter in five wrong a short word has few trigrams left in common with itself: the threshold is low, and
-- what counts is decided from the letters afterwards.
CREATE FUNCTION words_alike(text) RETURNS TABLE (word text, uses int) LANGUAGE sql STABLE
SET pg_trgm.similarity_threshold = 0.2
AS $$
  SELECT word, uses FROM search_word WHERE word % $1 AND length(word) BETWEEN length($1) - 3 AND length($1) + 3
  ORDER BY similarity(word, $1) DESC LIMIT 40
$$;
