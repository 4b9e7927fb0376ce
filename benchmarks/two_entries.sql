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

create view two_entries.transfers as select * from two_entries.transfer;
create type two_entries.request as (from_account text, to_account text, amount numeric);

create function two_entries.check_bounds(one two_entries.account) returns void language plpgsql as $$
begin
  if one.balance < 0 and not one.may_be_negative or one.balance > 0 and not one.may_be_positive then
    raise exception 'the balance of % would leave its bounds', one.id;
  end if;
end $$;

-- A list of transfers, as such a ledger takes them: all accounts locked one by one in order, then each transfer by itself.
create function two_entries.move_all(requests two_entries.request[]) returns setof two_entries.transfers language plpgsql as $$
declare
  each two_entries.request;
  locked text;
  payer two_entries.account;
  payee two_entries.account;
  made text;
  all_made text[] := '{}';
begin
  for locked in select distinct unnest(array[r.from_account, r.to_account]) from unnest(requests) r order by 1 loop
    perform from two_entries.account where id = locked for update;
  end loop;
  foreach each in array requests loop
    update two_entries.account set balance = balance - each.amount, version = version + 1, updated_at = now()
      where id = each.from_account returning * into payer;
    perform two_entries.check_bounds(payer);
    update two_entries.account set balance = balance + each.amount, version = version + 1, updated_at = now()
      where id = each.to_account returning * into payee;
    perform two_entries.check_bounds(payee);
    if payer.currency <> payee.currency then
      raise exception '% and % differ in currency', payer.id, payee.id;
    end if;
    insert into two_entries.transfer (from_account, to_account, amount) values (payer.id, payee.id, each.amount) returning id into made;
    all_made := all_made || made;
    insert into two_entries.entry (account_id, transfer_id, amount, balance_before, balance_after, version)
      values (payer.id, made, -each.amount, payer.balance + each.amount, payer.balance, payer.version);
    insert into two_entries.entry (account_id, transfer_id, amount, balance_before, balance_after, version)
      values (payee.id, made, each.amount, payee.balance - each.amount, payee.balance, payee.version);
  end loop;
  return query select * from two_entries.transfers where id = any (all_made) order by id;
end $$;

create function two_entries.move(p_from text, p_to text, p_amount numeric) returns setof two_entries.transfers language sql as $$
  select * from two_entries.move_all(array[(p_from, p_to, p_amount)::two_entries.request])
$$;
