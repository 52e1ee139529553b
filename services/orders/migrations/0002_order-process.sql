-- Where an order goes, whom to write to, and until when it can be paid. The defaults are for orders that were
-- placed before anybody asked, and for the rows that hold a key until their request is refused.
alter table customer_order
  add column email text not null default 'nobody@fondaco.invalid',
  add column language text not null default 'en',
  add column delivery jsonb not null
    default '{"name":"unknown","line1":"unknown","city":"unknown","country":"unknown"}',
  add column payment_deadline timestamptz not null default now() + interval '30 minutes',
  drop constraint customer_order_state_check,
  add constraint customer_order_state_check check (state in ('pending', 'reserved', 'authorised', 'confirmed',
    'shipping', 'partly-shipped', 'shipped', 'delivered', 'cancelling', 'cancelled', 'expiring', 'expired',
    'rejected', 'refunded'));

update customer_order set delivery = jsonb_set(delivery, '{country}', to_jsonb(delivery_country))
where delivery_country is not null;

alter table order_line
  add column shipped integer not null default 0 check (shipped >= 0),
  add column cancelled integer not null default 0 check (cancelled >= 0),
  add column refunded integer not null default 0 check (refunded between 0 and quantity),
  add constraint order_line_units_check check (shipped + cancelled <= quantity);

alter table order_transition
  drop constraint order_transition_state_check,
  add constraint order_transition_state_check check (state in ('pending', 'reserved', 'authorised', 'confirmed',
    'shipping', 'partly-shipped', 'shipped', 'delivered', 'cancelling', 'cancelled', 'expiring', 'expired',
    'rejected', 'refunded')),
  add column actor text not null default 'system' check (actor in ('customer', 'staff', 'system')),
  add column detail text;

-- "What has changed since", for the reconciliation: rows come in the order of their times. An index on a column
-- of customer_order that changes would make every step write all of its indexes (no HOT update).
create index order_transition_at on order_transition using brin (at) with (autosummarize = on);

-- One row for each order that waits for an answer or a payment, to be looked at when it is due. Apart from
-- customer_order, whose updates a partial index on the state would keep from being HOT.
create table order_waiting (
  order_id uuid primary key references customer_order (id),
  due_at timestamptz not null,
  asked_at timestamptz
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index order_waiting_due on order_waiting (due_at);

insert into order_waiting (order_id, due_at)
select id, now() from customer_order where state in ('pending', 'reserved');

-- What leaves, or left, the house together. The key makes a repeated request the same shipment.
create table order_shipment (
  id uuid primary key,
  order_id uuid not null references customer_order (id),
  idempotency_key text not null,
  body_hash bytea not null,
  state text not null check (state in ('requested', 'shipped', 'stopped')),
  lines jsonb not null,
  carrier text,
  tracking_code text,
  reason text,
  at timestamptz not null,
  constraint order_shipment_key unique (order_id, idempotency_key)
);

-- Money that is to go back, or went. `lines` are the units that it is for.
create table order_refund (
  id uuid primary key,
  order_id uuid not null references customer_order (id),
  idempotency_key text not null,
  body_hash bytea not null,
  state text not null check (state in ('requested', 'refunded', 'failed')),
  amount_minor bigint not null check (amount_minor >= 0),
  lines jsonb not null,
  reason text not null,
  failure text,
  at timestamptz not null,
  asked_at timestamptz not null,
  constraint order_refund_key unique (order_id, idempotency_key)
);
create index order_refund_unanswered on order_refund (asked_at) where state = 'requested';

-- Where orders, payments and reservations disagree. Reported once it has been so for longer than messages need.
create table order_mismatch (
  order_id uuid not null,
  kind text not null,
  detail text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (order_id, kind)
);

-- One row: until when everything has been compared, and which replica is at it.
create table reconciliation (
  singleton boolean primary key default true check (singleton),
  compared_until timestamptz not null default '1970-01-01T00:00:00Z',
  next_at timestamptz not null default now(),
  owner text,
  leased_until timestamptz not null default '-infinity'
);
insert into reconciliation default values;
