DROP TABLE product_import_sku;
DROP TABLE product_import;

-- A file that brings products, and how far it has come. Everything about it moves in the transaction that writes
-- the rows that it moves over: whoever takes it up again goes on where the last commit was.
CREATE TABLE product_import (
  import_id       uuid PRIMARY KEY,
  format          text NOT NULL CHECK (format IN ('csv', 'ndjson')),
  set_stock       boolean NOT NULL,
  made_by         text NOT NULL,
  idempotency_key text,
  state           text NOT NULL DEFAULT 'uploading' CHECK (state IN ('uploading', 'running', 'done', 'failed')),
  -- Of the file, once all of it is there.
  bytes           bigint CHECK (bytes > 0),
  parts           int CHECK (parts > 0),
  -- The next row: the part that it begins in, and the bytes and lines before that part and before the row.
  part            int NOT NULL DEFAULT 1,
  part_begins     bigint NOT NULL DEFAULT 0,
  bytes_done      bigint NOT NULL DEFAULT 0,
  lines_done      bigint NOT NULL DEFAULT 0,
  rows            bigint NOT NULL DEFAULT 0,
  added           bigint NOT NULL DEFAULT 0,
  changed         bigint NOT NULL DEFAULT 0,
  unchanged       bigint NOT NULL DEFAULT 0,
  rejected        jsonb NOT NULL DEFAULT '{}',
  failure         jsonb,
  -- How often in a row the next rows could not be written for a reason that is not the database's absence.
  setbacks        int NOT NULL DEFAULT 0,
  lease           uuid,
  leased_until    timestamptz NOT NULL DEFAULT '-infinity',
  -- Whether anything that only a running import needs is left.
  cleared         boolean NOT NULL DEFAULT false,
  begun_at        timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  CONSTRAINT product_import_key UNIQUE (made_by, idempotency_key),
  CHECK (state = 'uploading' OR state = 'failed' OR (bytes IS NOT NULL AND parts IS NOT NULL)),
  CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
  CHECK ((state = 'failed') = (failure IS NOT NULL))
) WITH (fillfactor = 50);
CREATE INDEX product_import_unfinished ON product_import (begun_at) WHERE NOT cleared;

-- The file as it was sent.
CREATE TABLE product_import_part (
  import_id uuid NOT NULL REFERENCES product_import,
  number    int NOT NULL CHECK (number > 0),
  content   bytea NOT NULL CHECK (length(content) BETWEEN 1 AND 524288),
  PRIMARY KEY (import_id, number)
);
-- To compress what is read once and deleted costs more than it saves.
ALTER TABLE product_import_part ALTER COLUMN content SET STORAGE EXTERNAL;

-- The SKUs that an import has taken: the first good row wins, for every later one too. Only while it runs.
CREATE TABLE product_import_sku (
  import_id uuid NOT NULL REFERENCES product_import,
  sku       text NOT NULL,
  PRIMARY KEY (import_id, sku)
);

CREATE TABLE product_import_refusal (
  import_id   uuid NOT NULL REFERENCES product_import,
  line        bigint NOT NULL CHECK (line > 0),
  reason      text NOT NULL,
  column_name text,
  -- In the order of its columns, which jsonb would not keep.
  cells       json,
  PRIMARY KEY (import_id, line)
);
