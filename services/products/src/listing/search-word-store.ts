import type { Queryable } from '@fondaco/chassis/postgres';

/** A word of a question as listings would have it: in lower case, without accents. */
export type AskedWord = {
  readonly word: string;
  /** Whether a listing has, or had, this word. */
  readonly known: boolean;
  /** How many of every 10,000 listings have it; 0 also while nobody has counted. */
  readonly uses: number;
  /** How many listings there are, as PostgreSQL estimates them. */
  readonly listings: number;
  /** Words that begin with it, of which there may be one more than COMPLETIONS, and how much these are used. */
  readonly completions: readonly KnownWord[];
};

/** Of an unfinished word so many others are meant, at most, before it is taken to say too little. */
export const COMPLETIONS = 64;

/** So many words of a question count; each word more finds less. */
const WORDS = 12;

/** From one word on, however long the others are that begin with it. */
const beginningWith = (word: string) => `word >= ${word} AND word < ${word} || U&'\\+10FFFF'`;

export const readWords = async (db: Queryable, question: string): Promise<AskedWord[]> => {
  const { rows } = await db.query<AskedWord>({
    name: 'read-words',
    text: `
      SELECT asked AS word, known.word IS NOT NULL AS known, coalesce(known.uses, 0) AS uses,
        (SELECT greatest(reltuples, 0)::float8 FROM pg_class WHERE oid = 'listing'::regclass) AS listings,
        (
          SELECT coalesce(json_agg(json_build_object('word', word, 'uses', uses)), '[]') FROM (
            SELECT word, uses FROM search_word WHERE ${beginningWith('asked')} ORDER BY word LIMIT ${COMPLETIONS + 1}
          ) AS beginning
        ) AS completions
      FROM (
        SELECT lexeme COLLATE "C" AS asked, positions FROM unnest(catalogue_words($1))
        ORDER BY positions[1] LIMIT ${WORDS}
      ) AS asked
      LEFT JOIN search_word AS known ON known.word = asked
      ORDER BY positions[1]`,
    values: [question],
  });
  return rows;
};

export type KnownWord = { readonly word: string; readonly uses: number };

/** Words that are spelt like it, the most alike first. */
export const findAlike = async (db: Queryable, word: string): Promise<KnownWord[]> => {
  const { rows } = await db.query<KnownWord>({
    name: 'find-words-alike',
    text: 'SELECT word, uses FROM words_alike($1)',
    values: [word],
  });
  return rows;
};

/** Words that begin with it, the most used first. */
export const findBeginning = async (db: Queryable, beginning: string, limit: number): Promise<string[]> => {
  const { rows } = await db.query<KnownWord>({
    name: 'find-words-beginning',
    text: `
      SELECT word FROM (SELECT word, uses FROM search_word WHERE ${beginningWith('$1')} LIMIT ${LOOKED_AT}) AS beginning
      ORDER BY uses DESC, word
      LIMIT $2`,
    values: [beginning, limit],
  });
  return rows.map(({ word }) => word);
};

/** Of one or two letters far more words begin than anybody is shown. */
const LOOKED_AT = 5_000;

/** The words of a text as listings have them, in its order. */
export const splitWords = async (db: Queryable, text: string): Promise<string[]> => {
  const { rows } = await db.query<{ word: string }>({
    name: 'split-words',
    text: `SELECT lexeme AS word FROM unnest(catalogue_words($1)) ORDER BY positions[1] LIMIT ${WORDS}`,
    values: [text],
  });
  return rows.map(({ word }) => word);
};

/** Listings that are enough to know how much a word is used. */
const SAMPLE = 4_000;

/** Bytes of a large listing: for how many there are at least while the planner has no statistics yet. */
const LARGEST = 4_000;

/** Counts in a sample of the listings. Two at once would do the same work: the second leaves it. */
export const countWords = async (tx: Queryable): Promise<void> => {
  const { rows } = await tx.query<{ percent: number }>({
    name: 'claim-word-count',
    text: `
      SELECT least(100, 100.0 * ${SAMPLE} / greatest(reltuples, pg_relation_size(oid) / ${LARGEST}, 1))::float8 AS percent
      FROM pg_class
      WHERE oid = 'listing'::regclass AND pg_try_advisory_xact_lock(hashtext('products.count-words'))`,
  });
  const [claimed] = rows;
  if (claimed === undefined) return;
  await tx.query({
    name: 'count-words',
    // The seed makes both samples the same listings.
    text: `
      WITH sample AS MATERIALIZED (
        SELECT word COLLATE "C" AS word, ndoc
        FROM ts_stat(format('SELECT words FROM listing TABLESAMPLE SYSTEM (%s) REPEATABLE (1)', $1::float8))
      ), size AS (
        SELECT greatest(count(*), 1) AS listings FROM listing TABLESAMPLE SYSTEM ($1) REPEATABLE (1)
      )
      UPDATE search_word SET uses = counted.uses
      FROM (
        SELECT word, coalesce(round(10000.0 * ndoc / listings), 0)::int AS uses
        FROM search_word LEFT JOIN sample USING (word) CROSS JOIN size
      ) AS counted
      WHERE search_word.word = counted.word AND abs(search_word.uses - counted.uses) > counted.uses / 10`,
    values: [claimed.percent],
  });
};
