CREATE SCHEMA messaging;

-- Events of committed transactions on their way to Kafka. The identity is given out while the aggregate's
-- row lock is held, so that ids are in order for every key, though not over all keys.
CREATE TABLE messaging.outbox (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  bucket       smallint    NOT NULL,
  topic        text        NOT NULL,
  key          text        NOT NULL,
  event_id     uuid        NOT NULL,
  type         text        NOT NULL,
  headers      jsonb       NOT NULL,
  payload      text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  published_at timestamptz
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);

CREATE INDEX outbox_unpublished ON messaging.outbox (bucket, id) WHERE published_at IS NULL;

-- Who may publish a bucket, until when by the database's clock. `epoch` grows with every change of hands.
CREATE TABLE messaging.outbox_lease (
  bucket     smallint    PRIMARY KEY,
  owner      uuid,
  epoch      bigint      NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 50);

INSERT INTO messaging.outbox_lease (bucket) SELECT generate_series(0, 11);

-- Relays that are alive, those that hold no bucket among them: what a fair share is follows from their number.
CREATE TABLE messaging.outbox_relay (
  owner      uuid        PRIMARY KEY,
  expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Which events a consumer has dealt with, whether by processing or by parking them.
CREATE TABLE messaging.inbox (
  consumer     text        NOT NULL,
  event_id     uuid        NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, event_id)
);

CREATE INDEX inbox_processed_at ON messaging.inbox USING brin (processed_at) WITH (pages_per_range = 32);

-- Messages that a consumer could not process, in the order in which they came for every key.
CREATE TABLE messaging.parked_message (
  id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer  text        NOT NULL,
  topic     text        NOT NULL,
  partition integer     NOT NULL,
  "offset"  bigint      NOT NULL,
  key       text,
  event_id  uuid,
  type      text,
  headers   jsonb       NOT NULL,
  payload   bytea,
  reason    text        NOT NULL,
  attempts  integer     NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (consumer, topic, partition, "offset")
);

CREATE INDEX parked_message_key ON messaging.parked_message (consumer, topic, key);
