-- Prices that are to be, as the snapshot has them: [{"price": {"amountMinor", "currency"}, "startsAt"}], null without
-- any. Pricing takes the last that has come, so that a price changes at its time whoever is away then.
alter table product_copy_variant add column scheduled jsonb;

-- When a snapshot last said that the product is so, or newer. What a rebuild has not met in the topic, and nobody
-- else has heard of since it began, is not in the catalogue. No index: confirming stays a HOT update.
alter table product_copy add column confirmed_at timestamptz not null default now();

-- Each time that the copy was built anew. One at a time: done by whoever holds the lease, from the beginning by
-- the next one when it runs out.
create table product_copy_rebuild (
  rebuild_id uuid primary key,
  requested_at timestamptz not null default now(),
  began_at timestamptz,
  ended_at timestamptz,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  owner text,
  leased_until timestamptz not null default '-infinity',
  share double precision not null default 0,
  products bigint not null default 0,
  changed bigint not null default 0,
  removed bigint not null default 0,
  unreadable bigint not null default 0,
  failure text
);
create unique index product_copy_rebuild_unended on product_copy_rebuild ((true)) where ended_at is null;
