-- The journal (transfer, account_change) is only ever added to. balance, hold and refund_budget are what follows from it, kept for speed;
-- `zhiyin verify` recomputes them. No foreign keys on the hot tables: the posting function proves under lock what they would check again.
create schema ledger;

create table ledger.asset (
  id smallint primary key generated always as identity,
  code text not null unique,
  scale smallint not null constraint scale_is_sensible check (scale between 0 and 8)
);

-- What is known of an account but never needed to post. opening_*: the limits it was opened with; later ones are in account_change.
create table ledger.account (
  id bigint primary key generated always as identity,
  ledger_id integer not null default 1,
  asset smallint not null references ledger.asset,
  owner uuid,
  path text not null,
  opening_floor bigint,
  opening_ceiling bigint,
  opened_at timestamptz not null default clock_timestamp(),
  constraint path_names_one_account unique (ledger_id, path)
);
create index account_owner on ledger.account (owner) where owner is not null;

-- The hot row of an account. Half a page free keeps every update on its page (HOT), without an index to mend. A quarter filled, not half: PostgreSQL
-- tidies a page this empty at each visit, at a cost that grows with its rows (docs/decisions/0006-ledger-throughput.md).
create table ledger.balance (
  account_id bigint primary key,
  posted bigint not null default 0,
  held bigint not null default 0,
  floor bigint,
  ceiling bigint,
  n bigint not null default 0,
  last_at timestamptz not null default '-infinity',
  ledger_id integer not null default 1,
  asset smallint not null,
  frozen boolean not null default false,
  constraint balance_is_within_limits check (held >= 0 and posted - held >= floor and posted <= ceiling)
) with (fillfactor = 25, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_threshold = 50);

-- One row per command that took effect. kind: 0 post, 1 hold, 2 capture, 3 void, 4 reverse. Holds and voids move no money and have no n.
-- PostgreSQL parses every CHECK and every index predicate anew for each statement: one short CHECK a hot table and no partial index are 15 % of a post;
-- `zhiyin verify` checks the rest (sql/verify/shape.sql).
-- (xid, at, id) is the order of commits, below the horizon pg_snapshot_xmin(pg_current_snapshot()): nothing appears there later. account_change has it too.
-- dr/cr: the account the money leaves/enters; *_n: its running number in that account; *_bal: that account's balance just after.
create table ledger.transfer (
  id uuid not null,
  grp uuid,
  ref uuid,
  dr bigint not null,
  cr bigint not null,
  amount bigint not null,
  dr_n bigint,
  cr_n bigint,
  dr_bal bigint not null,
  cr_bal bigint not null,
  at timestamptz not null,
  effective_at timestamptz,
  xid xid8 not null default pg_current_xact_id(),
  ledger_id integer not null default 1,
  kind smallint not null,
  code smallint not null,
  meta jsonb,
  primary key (ledger_id, id),
  constraint money_moves_between_two check (amount > 0 and dr <> cr)
);
create unique index transfer_dr_at on ledger.transfer (dr, at);
create unique index transfer_cr_at on ledger.transfer (cr, at);
create index transfer_xid on ledger.transfer (xid);

-- state: 0 open, 1 captured in full, 2 voided. It only ever grows.
create table ledger.hold (
  id uuid not null,
  dr bigint not null,
  cr bigint not null,
  amount bigint not null,
  captured bigint not null default 0,
  expires_at timestamptz,
  ledger_id integer not null default 1,
  state smallint not null default 0,
  primary key (ledger_id, id),
  constraint captured_is_within_hold check (captured between 0 and amount),
  constraint captured_hold_is_closed check ((state = 1) = (captured = amount)),
  constraint state_is_known check (state between 0 and 2)
);
create index hold_expires on ledger.hold (expires_at) where state = 0;
create index hold_open on ledger.hold (dr) where state = 0;

-- How much of a transfer was given back; the row is made by the first reversal.
create table ledger.refund_budget (
  transfer_id uuid primary key,
  refunded bigint not null,
  amount bigint not null,
  constraint refunds_are_within_transfer check (refunded between 1 and amount)
);

-- Run-time changes of an account's limits. kind: 5 floor, 6 ceiling, 7 frozen (after: 1), 8 unfrozen (after: 0).
create table ledger.account_change (
  id uuid primary key,
  account_id bigint not null,
  kind smallint not null constraint kind_is_a_change check (kind between 5 and 8),
  before bigint,
  after bigint,
  at timestamptz not null,
  n bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id()
);
create index account_change_account on ledger.account_change (account_id, n);
create index account_change_xid on ledger.account_change (xid);

create function ledger.refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'ledger.% is a journal: rows are added, never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger journal_only_grows before update or delete or truncate on ledger.transfer
  for each statement execute function ledger.refuse_rewriting();
create trigger journal_only_grows before update or delete or truncate on ledger.account_change
  for each statement execute function ledger.refuse_rewriting();
