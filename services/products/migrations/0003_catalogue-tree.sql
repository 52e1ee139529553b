-- Names are found whatever their accents, words are found though a letter is wrong.
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TEXT SEARCH CONFIGURATION catalogue (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION catalogue
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

CREATE TABLE category (
  category_id uuid PRIMARY KEY,
  parent_id   uuid REFERENCES category,
  slug        text NOT NULL CONSTRAINT category_slug_key UNIQUE,
  name        text NOT NULL CHECK (name <> ''),
  -- Among its siblings; equal ones by name.
  position    int NOT NULL DEFAULT 0,
  version     bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  -- The topmost category above it; its own id when it stands at the top itself.
  department_id uuid NOT NULL REFERENCES category DEFERRABLE INITIALLY DEFERRED,
  CHECK (parent_id <> category_id),
  CHECK ((parent_id IS NULL) = (department_id = category_id))
);
CREATE INDEX category_parent ON category (parent_id);

ALTER TABLE product
  ADD COLUMN description text NOT NULL DEFAULT '',
  ADD COLUMN category_id uuid REFERENCES category,
  -- By name of the attribute its value, both text: {"material": "oak"}.
  ADD COLUMN attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
  -- When it was first to be seen: what "newest" goes by.
  ADD COLUMN published_at timestamptz DEFAULT now(),
  DROP CONSTRAINT product_status_check,
  ADD CONSTRAINT product_status_check CHECK (status IN ('draft', 'active', 'archived')),
  ADD CONSTRAINT product_published CHECK (status <> 'active' OR published_at IS NOT NULL);
CREATE INDEX product_category ON product (category_id);

-- Where a product was found before it was renamed.
CREATE TABLE former_slug (
  slug       text PRIMARY KEY,
  product_id uuid NOT NULL REFERENCES product
);

ALTER TABLE variant
  -- By name of the option its value: {"colour": "red", "size": "M"}.
  ADD COLUMN options  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(options) = 'object'),
  ADD COLUMN position int NOT NULL DEFAULT 0,
  -- No longer sold. Its stock and its movements stay.
  ADD COLUMN retired  boolean NOT NULL DEFAULT false;

CREATE TABLE price_change (
  change_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku           text NOT NULL REFERENCES variant,
  from_minor    bigint NOT NULL,
  from_currency char(3) NOT NULL,
  to_minor      bigint NOT NULL,
  to_currency   char(3) NOT NULL,
  cause         text NOT NULL CHECK (cause IN ('edit', 'import', 'schedule')),
  -- The user, the service, or for a schedule who made it.
  changed_by    text NOT NULL,
  changed_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX price_change_sku ON price_change (sku, change_id);
CREATE TRIGGER price_change_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON price_change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A price that is to be at a time. It is in the product's snapshots before it comes.
CREATE TABLE scheduled_price (
  schedule_id uuid PRIMARY KEY,
  sku         text NOT NULL REFERENCES variant,
  price_minor bigint NOT NULL CHECK (price_minor > 0),
  currency    char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  starts_at   timestamptz NOT NULL,
  state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'applied', 'withdrawn')),
  made_by     text NOT NULL,
  made_at     timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX scheduled_price_at ON scheduled_price (sku, starts_at) WHERE state = 'waiting';
CREATE INDEX scheduled_price_due ON scheduled_price (starts_at) WHERE state = 'waiting';

-- A picture by the SHA-256 of the file that was uploaded: equal pictures are one.
CREATE TABLE image (
  image_id text PRIMARY KEY CHECK (image_id ~ '^[0-9a-f]{64}$'),
  width    int NOT NULL CHECK (width > 0),
  height   int NOT NULL CHECK (height > 0),
  made_by  text NOT NULL,
  made_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE product_image (
  product_id uuid NOT NULL REFERENCES product,
  position   int NOT NULL,
  image_id   text NOT NULL REFERENCES image,
  alt        text NOT NULL,
  PRIMARY KEY (product_id, position)
);
CREATE INDEX product_image_image ON product_image (image_id);

-- What can be browsed and searched: one row for each active product that has something to sell, written in the
-- transaction that changes the product. Apart from the product because both have what the other need not read:
-- a search goes over many of these rows and only looks at the products of one page.
-- Whoever locks several of these locks them in this order: product, stock, listing.
CREATE TABLE listing (
  product_id    uuid PRIMARY KEY REFERENCES product,
  category_id   uuid,
  department_id uuid,
  -- Cut short so that a position in a listing always fits into a cursor.
  sort_name     text COLLATE "C" NOT NULL,
  -- Of the cheapest variant.
  price_minor   bigint NOT NULL,
  published_at  timestamptz NOT NULL,
  in_stock      boolean NOT NULL,
  -- Attributes and options as `name=value`.
  facets        text[] NOT NULL,
  words         tsvector NOT NULL
) WITH (fillfactor = 90);

CREATE INDEX listing_name ON listing (sort_name, product_id);
CREATE INDEX listing_price ON listing (price_minor, product_id);
CREATE INDEX listing_newest ON listing (published_at, product_id);
CREATE INDEX listing_category_name ON listing (category_id, sort_name, product_id);
CREATE INDEX listing_category_price ON listing (category_id, price_minor, product_id);
CREATE INDEX listing_category_newest ON listing (category_id, published_at, product_id);
CREATE INDEX listing_department_name ON listing (department_id, sort_name, product_id);
CREATE INDEX listing_department_price ON listing (department_id, price_minor, product_id);
CREATE INDEX listing_department_newest ON listing (department_id, published_at, product_id);
CREATE INDEX listing_words ON listing USING gin (words);
CREATE INDEX listing_facets ON listing USING gin (facets);

DROP INDEX product_listing;
ALTER TABLE product DROP COLUMN sort_name;

-- What each word of a listing is spelt like, for words that are spelt otherwise.
CREATE TABLE search_word (
  word text COLLATE "C" PRIMARY KEY
);
CREATE INDEX search_word_alike ON search_word USING gin (word gin_trgm_ops);
