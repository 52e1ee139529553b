-- What the handlers of these tests leave behind.
CREATE TABLE effect (
  n        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text   NOT NULL,
  event_id uuid   NOT NULL,
  key      text   NOT NULL,
  number   integer NOT NULL
);
