-- One row for each e-mail, made in the transaction that takes the event.
CREATE TABLE email (
  email_id   uuid PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('confirmed', 'rejected', 'shipped', 'refunded')),
  order_id   uuid NOT NULL,
  -- What it tells of: the shipment, the refund, or else the order. Also half of its Message-ID.
  subject_id uuid NOT NULL,
  -- To whom and from what it is rendered. Erased together when they have been kept for long enough.
  recipient  text,
  data       jsonb,
  language   text NOT NULL,
  state      text NOT NULL DEFAULT 'waiting'
             CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'suppressed')),
  attempts   integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- From when on it may be taken: to be sent, or because whoever was sending it is gone. Null once settled.
  due_at     timestamptz DEFAULT now(),
  reason     text,
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz,
  CONSTRAINT email_once UNIQUE (order_id, kind, subject_id),
  CHECK ((due_at IS NULL) = (state IN ('sent', 'failed', 'suppressed'))),
  CHECK ((due_at IS NULL) = (settled_at IS NOT NULL)),
  CHECK ((recipient IS NULL) = (data IS NULL)),
  CHECK (due_at IS NULL OR data IS NOT NULL)
) WITH (fillfactor = 80);

CREATE INDEX email_due ON email (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX email_created_at ON email USING brin (created_at) WITH (pages_per_range = 16, autosummarize = on);

-- Whom nothing is sent to any more, in lower case.
CREATE TABLE suppressed_address (
  address       text PRIMARY KEY CHECK (address = lower(address)),
  reason        text NOT NULL,
  suppressed_at timestamptz NOT NULL DEFAULT now()
);
