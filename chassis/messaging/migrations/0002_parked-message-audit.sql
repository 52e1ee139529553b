-- The earliest parked message of a key is looked for before each retry.
DROP INDEX messaging.parked_message_key;
CREATE INDEX parked_message_key ON messaging.parked_message (consumer, topic, key, id);

-- Who did what to which parked message. No payload, and no personal data: it is kept for good.
CREATE TABLE messaging.parked_message_audit (
  id                bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  parked_message_id bigint      NOT NULL,
  consumer          text        NOT NULL,
  topic             text        NOT NULL,
  key               text,
  event_id          uuid,
  type              text,
  action            text        NOT NULL CHECK (action IN ('retried', 'retry-failed', 'discarded', 'erased')),
  -- A user's id, or the name of the service that called.
  actor             text        NOT NULL,
  -- Why it was discarded, or failed again.
  reason            text,
  acted_at          timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT parked_message_audit_discard_has_reason CHECK (action <> 'discarded' OR coalesce(reason, '') <> '')
);

CREATE INDEX parked_message_audit_message ON messaging.parked_message_audit (parked_message_id, id);

CREATE FUNCTION messaging.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: what was done stays on record', TG_TABLE_NAME;
END $$;

CREATE TRIGGER parked_message_audit_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON messaging.parked_message_audit
  FOR EACH STATEMENT EXECUTE FUNCTION messaging.refuse_change();
