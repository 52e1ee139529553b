-- Stock is moved by its ledger and by nothing else, so that it cannot be anything but the sum of its movements:
-- a SKU begins with nothing, and what is written into the ledger is added up here by the same statement.
ALTER TABLE stock ALTER COLUMN on_hand SET DEFAULT 0;

-- The plan is kept for the session: made for many movements it would read all of a small shop's stock for few.
CREATE FUNCTION move_stock() RETURNS trigger LANGUAGE plpgsql
  SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  UPDATE stock SET on_hand = stock.on_hand + sums.on_hand, reserved = stock.reserved + sums.reserved
  FROM (
    SELECT sku, sum(on_hand_delta)::bigint AS on_hand, sum(reserved_delta)::bigint AS reserved
    FROM moved GROUP BY sku
  ) AS sums
  WHERE stock.sku = sums.sku;
  RETURN NULL;
END $$;

CREATE TRIGGER stock_movement_moves_stock
  AFTER INSERT ON stock_movement REFERENCING NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION move_stock();

CREATE FUNCTION refuse_stock_without_movement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'stock is changed by its ledger alone'
    USING HINT = 'Insert what came or went into stock_movement; the stock of a new SKU begins with 0.';
END $$;

CREATE TRIGGER stock_moves_by_ledger
  BEFORE UPDATE ON stock
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_stock_without_movement();

CREATE TRIGGER stock_begins_with_nothing
  BEFORE INSERT ON stock
  FOR EACH ROW WHEN (NEW.on_hand <> 0 OR NEW.reserved <> 0) EXECUTE FUNCTION refuse_stock_without_movement();

-- Whether any unit is still to ship or to come back.
ALTER TABLE reservation ADD COLUMN held boolean NOT NULL DEFAULT false;
UPDATE reservation SET held = true
WHERE EXISTS (
  SELECT FROM reservation_line AS line
  WHERE line.order_id = reservation.order_id AND line.quantity > line.shipped + line.released
);
CREATE INDEX reservation_held ON reservation (made_at) WHERE held;

