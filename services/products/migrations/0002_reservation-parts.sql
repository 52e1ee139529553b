-- What has become of the units of a reserved line: gone with a shipment, or come back.
ALTER TABLE reservation_line
  ADD COLUMN shipped  bigint NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  ADD COLUMN released bigint NOT NULL DEFAULT 0 CHECK (released >= 0),
  ADD CONSTRAINT reservation_line_within_quantity CHECK (shipped + released <= quantity);

-- The answer again for a question that is asked again. A cancelled order's answer is no, whatever it was before.
ALTER TABLE reservation
  ADD COLUMN shortages jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN cancelled boolean NOT NULL DEFAULT false;

-- A shipment or a refund takes its units out of a reservation once.
CREATE TABLE reservation_part (
  part_id  uuid NOT NULL,
  order_id uuid NOT NULL REFERENCES reservation,
  reason   text NOT NULL CHECK (reason IN ('release', 'shipment')),
  made_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (order_id, part_id)
);

ALTER TABLE stock_movement
  DROP CONSTRAINT stock_movement_reason_check,
  ADD CONSTRAINT stock_movement_reason_check
    CHECK (reason IN ('import', 'adjustment', 'reservation', 'release', 'shipment'));

-- What has changed lately: both tables grow by appending in the order of time, which is what BRIN is for.
CREATE INDEX stock_movement_moved_at ON stock_movement
  USING brin (moved_at) WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX reservation_made_at ON reservation
  USING brin (made_at) WITH (pages_per_range = 16, autosummarize = on);
