-- What is sold. A product has one or more variants; a variant is what can be ordered.
CREATE TABLE product (
  product_id uuid PRIMARY KEY,
  slug       text NOT NULL CONSTRAINT product_slug_key UNIQUE,
  name       text NOT NULL CHECK (name <> ''),
  -- The listing's order. Cut short so that a position in the listing always fits into a cursor.
  sort_name  text NOT NULL GENERATED ALWAYS AS (lower(left(name, 60))) STORED,
  status     text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'archived')),
  version    bigint NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX product_listing ON product (sort_name, product_id) WHERE status = 'active';

CREATE TABLE variant (
  sku         text PRIMARY KEY CHECK (sku ~ '^[A-Z0-9][A-Z0-9._-]{0,39}$'),
  -- Deferred: an import claims its new SKUs first and writes only those products whose SKU it won.
  product_id  uuid NOT NULL REFERENCES product DEFERRABLE INITIALLY DEFERRED,
  price_minor bigint NOT NULL CHECK (price_minor > 0),
  currency    char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$')
);

CREATE INDEX variant_product ON variant (product_id);

-- Room on every page keeps the frequent changes of these rows out of the index.
CREATE TABLE stock (
  sku      text PRIMARY KEY REFERENCES variant,
  on_hand  bigint NOT NULL CHECK (on_hand >= 0),
  reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  CONSTRAINT stock_reserved_within_on_hand CHECK (reserved <= on_hand)
) WITH (fillfactor = 70);

-- Why stock is what it is: the sum of a SKU's movements is its row in stock.
CREATE TABLE stock_movement (
  movement_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku            text NOT NULL REFERENCES stock,
  on_hand_delta  bigint NOT NULL,
  reserved_delta bigint NOT NULL,
  reason         text NOT NULL CHECK (reason IN ('import', 'adjustment', 'reservation')),
  -- The import, adjustment or order that it came from.
  reference      uuid NOT NULL,
  moved_at       timestamptz NOT NULL DEFAULT now(),
  CHECK (on_hand_delta <> 0 OR reserved_delta <> 0)
);

CREATE INDEX stock_movement_sku ON stock_movement (sku, movement_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: a mistake is mended by another movement', TG_TABLE_NAME;
END $$;

CREATE TRIGGER stock_movement_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The answer of an adjustment, kept for the same request sent again.
CREATE TABLE stock_adjustment (
  adjustment_id   uuid PRIMARY KEY,
  made_by         text NOT NULL,
  idempotency_key text NOT NULL,
  sku             text NOT NULL REFERENCES stock,
  delta           bigint NOT NULL,
  reason          text NOT NULL,
  on_hand         bigint NOT NULL,
  reserved        bigint NOT NULL,
  made_at         timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT stock_adjustment_key UNIQUE (made_by, idempotency_key)
);

CREATE TABLE reservation (
  order_id uuid PRIMARY KEY,
  outcome  text NOT NULL CHECK (outcome IN ('accepted', 'refused')),
  made_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE reservation_line (
  order_id uuid NOT NULL REFERENCES reservation,
  sku      text NOT NULL REFERENCES stock,
  quantity bigint NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (order_id, sku)
);

CREATE TABLE product_import (
  import_id  uuid PRIMARY KEY,
  set_stock  boolean NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Which line of an import a SKU was taken from: the first good one, for every later batch too.
CREATE TABLE product_import_sku (
  import_id uuid NOT NULL REFERENCES product_import,
  sku       text NOT NULL,
  line      bigint NOT NULL CHECK (line > 0),
  PRIMARY KEY (import_id, sku)
);
