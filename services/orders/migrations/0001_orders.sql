-- A customer's order. The key and the hash of the request that placed it stay for as long as the order:
-- the same request again finds its first answer here.
create table customer_order (
  id uuid primary key,
  customer_id uuid not null,
  idempotency_key text not null,
  body_hash bytea not null,
  state text not null check (state in ('pending', 'reserved', 'confirmed', 'rejected')),
  reference text,
  delivery_country text,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_minor bigint not null check (total_minor >= 0),
  shortages jsonb not null default '[]',
  placed_at timestamptz not null,
  updated_at timestamptz not null,
  constraint customer_order_key unique (customer_id, idempotency_key)
) with (fillfactor = 90); -- every order changes its state at least once: room for it on the same page

-- Ids rise with time, so this is "mine, newest first".
create index customer_order_of_customer on customer_order (customer_id, id desc);

create table order_line (
  order_id uuid not null references customer_order (id),
  sku text collate "C" not null,
  name text not null,
  quantity integer not null check (quantity > 0),
  unit_price_minor bigint not null check (unit_price_minor >= 0),
  primary key (order_id, sku)
);

-- The timeline: every state an order has been in, and what led to it.
create table order_transition (
  order_id uuid not null references customer_order (id),
  seq integer not null check (seq > 0),
  state text not null check (state in ('pending', 'reserved', 'confirmed', 'rejected')),
  cause text not null,
  at timestamptz not null,
  primary key (order_id, seq)
);

-- The copy of the catalogue that orders are priced from: of every product, its newest snapshot.
create table product_copy (
  product_id uuid primary key,
  version bigint not null,
  name text not null,
  active boolean not null
);

-- The SKUs of that snapshot. A SKU may for a moment stand under two products, when it moves from one to the
-- other: their snapshots have no order among each other, and none may undo what the other said.
create table product_copy_variant (
  sku text collate "C" not null,
  product_id uuid not null references product_copy (product_id),
  price_minor bigint not null check (price_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  primary key (sku, product_id)
);
create index product_copy_variant_of_product on product_copy_variant (product_id);
