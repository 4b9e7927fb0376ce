-- The usual shape of a ledger in SQL, to measure beside: a row per transfer and a row per entry, text keys made by the server, numeric amounts,
-- foreign keys everywhere, an index per question; both accounts locked in order by one function.
create schema two_entries;
create function two_entries.new_id(kind text) returns text language sql volatile as $$ select kind || '_' || replace(uuidv7()::text, '-', '') $$;

create table two_entries.account (
  id text primary key,
  currency text not null,
  balance numeric not null default 0,
  version bigint not null default 0,
  may_be_negative boolean not null,
  may_be_positive boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create table two_entries.transfer (
  id text primary key default two_entries.new_id('tr'),
  from_account text not null references two_entries.account,
  to_account text not null references two_entries.account,
  amount numeric not null check (amount > 0),
  created_at timestamptz not null default now(),
  event_at timestamptz not null default now(),
  metadata jsonb,
  check (from_account <> to_account)
);
create index on two_entries.transfer (from_account);
create index on two_entries.transfer (to_account);
create index on two_entries.transfer (event_at);
create table two_entries.entry (
  id text primary key default two_entries.new_id('en'),
  account_id text not null references two_entries.account,
  transfer_id text not null references two_entries.transfer,
  amount numeric not null,
  balance_before numeric not null,
  balance_after numeric not null,
  version bigint not null,
  created_at timestamptz not null default now()
);
create index on two_entries.entry (account_id);
create index on two_entries.entry (transfer_id);

create function two_entries.move(p_from text, p_to text, p_amount numeric) returns setof two_entries.transfer language plpgsql as $$
declare
  payer two_entries.account;
  payee two_entries.account;
  made two_entries.transfer;
begin
  perform from two_entries.account where id in (p_from, p_to) order by id for update;
  update two_entries.account set balance = balance - p_amount, version = version + 1, updated_at = now() where id = p_from returning * into payer;
  update two_entries.account set balance = balance + p_amount, version = version + 1, updated_at = now() where id = p_to returning * into payee;
  if payer.balance < 0 and not payer.may_be_negative or payee.balance > 0 and not payee.may_be_positive then
    raise exception 'the balance of % or % would leave its bounds', p_from, p_to;
  end if;
  if payer.currency <> payee.currency then
    raise exception '% and % differ in currency', p_from, p_to;
  end if;
  insert into two_entries.transfer (from_account, to_account, amount) values (p_from, p_to, p_amount) returning * into made;
  insert into two_entries.entry (account_id, transfer_id, amount, balance_before, balance_after, version)
    values (p_from, made.id, -p_amount, payer.balance + p_amount, payer.balance, payer.version),
           (p_to, made.id, p_amount, payee.balance - p_amount, payee.balance, payee.version);
  return next made;
end $$;
