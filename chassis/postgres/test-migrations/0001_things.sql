CREATE TABLE thing (id bigint PRIMARY KEY);

CREATE TABLE part (
  id bigint PRIMARY KEY,
  thing_id bigint NOT NULL REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE slow_at_commit (id bigint PRIMARY KEY);

CREATE FUNCTION sleep_at_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_sleep(8);
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER slow_at_commit AFTER INSERT ON slow_at_commit
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sleep_at_commit();
