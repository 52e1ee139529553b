-- What is owed for an order, and what has come of it. `unknown` until the request for payment comes: the row is then
-- only what attempts and the request lock, so that neither can miss the other. The attempt that counts (under
-- way, or authorised) is repeated here: who holds the row's lock knows all that decisions need.
create table payment (
  order_id uuid primary key,
  customer_id uuid,
  state text not null check (state in ('unknown', 'due', 'authorised', 'capturing', 'captured', 'closing', 'closed')),
  currency text check (currency ~ '^[A-Z]{3}$'),
  amount_minor bigint check (amount_minor >= 0),
  authorised_minor bigint not null default 0,
  captured_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  refunding_minor bigint not null default 0 check (refunding_minor >= 0),
  deadline timestamptz,
  attempt_id uuid,
  attempt_state text check (attempt_state in ('processing', 'action-required', 'authorised')),
  provider_payment_id text,
  shipment_id uuid,
  changed_at timestamptz not null default now(),
  constraint payment_amounts check (
    authorised_minor between 0 and coalesce(amount_minor, 0)
    and captured_minor between 0 and authorised_minor
    and refunded_minor >= 0 and refunded_minor + refunding_minor <= captured_minor
  ),
  constraint payment_closed_holds_nothing check (state <> 'closed' or (attempt_id is null and authorised_minor = 0)),
  constraint payment_requested check (
    state in ('unknown', 'closed') or (customer_id is not null and amount_minor is not null and currency is not null)
  )
) with (fillfactor = 70); -- a payment changes some four times: room for it on the same page

-- Of the summarising kind: an ordinary index on a column that every update changes would end HOT updates.
create index payment_changed on payment using brin (changed_at) with (pages_per_range = 8, autosummarize = on);

-- The key and the hash of the request that started it stay with the attempt. The card's token is gone as soon as
-- the provider has a payment for it, or never will.
create table payment_attempt (
  order_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  idempotency_key text not null,
  body_hash bytea not null,
  state text not null check (state in
    ('waiting', 'processing', 'action-required', 'authorised', 'declined', 'refused', 'voided')),
  failure text,
  card_token text,
  action_url text,
  provider_payment_id text,
  created_at timestamptz not null,
  changed_at timestamptz not null default now(),
  primary key (order_id, id),
  constraint payment_attempt_key unique (customer_id, idempotency_key),
  constraint payment_attempt_token check ((card_token is not null) = (state in ('waiting', 'processing')))
) with (fillfactor = 80);

create unique index payment_attempt_unfinished on payment_attempt (order_id)
  where state in ('processing', 'action-required');

-- By customer, so that a stranger's attempt cannot keep the owner from paying.
create unique index payment_attempt_waiting on payment_attempt (order_id, customer_id) where state = 'waiting';

-- What was asked for by shipment and what came of it: the same question gets the same answer again.
create table payment_capture (
  shipment_id uuid primary key,
  order_id uuid not null references payment (order_id),
  state text not null check (state in ('requested', 'captured', 'failed')),
  failure text,
  changed_at timestamptz not null default now()
);

create table payment_refund (
  refund_id uuid primary key,
  order_id uuid not null references payment (order_id),
  currency text not null,
  amount_minor bigint not null check (amount_minor >= 0),
  state text not null check (state in ('requested', 'refunded', 'failed')),
  failure text,
  changed_at timestamptz not null default now()
);

-- What is still to be done at the provider; a row is gone when its outcome is recorded. `due_at` is when it may be
-- taken up: while somebody works on it, the end of the lease. Only who holds `token` may record an outcome.
create table provider_work (
  kind text not null check (kind in ('authorise', 'confirm', 'void', 'capture', 'refund')),
  subject_id uuid not null,
  order_id uuid not null,
  token uuid,
  due_at timestamptz not null,
  failures integer not null default 0,
  hinted boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (kind, subject_id)
);
create index provider_work_due on provider_work (due_at);

-- What the provider told us, each event once. No personal data: what it is about, and what became of it.
create table webhook_event (
  provider text not null,
  event_id text not null,
  type text not null,
  provider_payment_id text,
  attempt_id uuid,
  outcome text not null check (outcome in ('known', 'hint', 'noted', 'mismatch', 'ignored')),
  received_at timestamptz not null default now(),
  primary key (provider, event_id)
);
create index webhook_event_received on webhook_event using brin (received_at);

-- The ledger, double entry: nothing in it is ever changed, and every transaction adds up to nothing.
create table ledger_transaction (
  id uuid primary key,
  order_id uuid not null,
  kind text not null check (kind in ('authorised', 'voided', 'captured', 'refunded')),
  -- The attempt, the shipment or the refund.
  reference uuid not null,
  at timestamptz not null,
  -- The ledger would rather refuse than hold the same movement twice.
  constraint ledger_transaction_once unique (reference, kind)
);

create table ledger_posting (
  transaction_id uuid not null references ledger_transaction (id),
  account text not null check (account in
    ('holds', 'hold-obligations', 'provider-receivable', 'customer-payments')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  -- Debits are positive, credits negative.
  amount_minor bigint not null,
  primary key (transaction_id, account, currency)
);

create function ledger_transaction_balances() returns trigger language plpgsql as $$
begin
  if exists (
    select from ledger_posting where transaction_id = new.transaction_id
    group by currency having sum(amount_minor) <> 0
  ) then
    raise exception 'ledger transaction % does not balance', new.transaction_id using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger ledger_balances after insert on ledger_posting
  deferrable initially deferred for each row execute function ledger_transaction_balances();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only: % of % is refused', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;

create trigger ledger_transaction_stays before update or delete or truncate on ledger_transaction
  for each statement execute function ledger_is_append_only();
create trigger ledger_posting_stays before update or delete or truncate on ledger_posting
  for each statement execute function ledger_is_append_only();

-- Where our record and the provider's disagree. Reported when it has been so for longer than messages need.
create table mismatch (
  id uuid primary key,
  -- The provider's payment, or the order of ours.
  subject text not null,
  kind text not null,
  order_id uuid,
  detail text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint mismatch_once unique (subject, kind)
);

-- One replica at a time compares, from where the last comparison began.
create table reconciliation (
  name text primary key,
  compared_until timestamptz not null,
  due_at timestamptz not null
);
insert into reconciliation (name, compared_until, due_at) values ('provider', now(), now());
