-- What left a wallet's account by the journal, from p_since until just before p_until, of one deed or "out" (judging.DEEDS).
-- A hold that was voided never left. What comes back by another way (refunds, returned packets and links) had left. Loaded payments count when they happened.
create or replace function wallets_left(p_account bigint, p_deed text, p_since timestamptz, p_until timestamptz)
returns table (at timestamptz, booked_at timestamptz, minor bigint) language sql stable as $$
  select coalesce(t.effective_at, t.at), t.at, t.amount
  from ledger.transfer t
  where t.dr = p_account and t.at >= p_since and coalesce(t.effective_at, t.at) >= p_since and coalesce(t.effective_at, t.at) < p_until
    and t.code = any (case p_deed when 'payment' then '{1}'::smallint[] when 'transfer' then '{2,11,12,13}' when 'withdrawal' then '{7}'
                      when 'payout' then '{10}' when 'exchange' then '{8}' else '{1,2,7,10,11,12,13}' end)
    and (t.kind = 0 or (t.kind = 1 and not exists (
      select from ledger.hold h where h.ledger_id = t.ledger_id and h.id = t.id and h.state = 2 and h.captured = 0)))
$$;

-- The person's row, locked until the transaction ends; made when it is not there. A basis of -1: nothing was counted yet.
create or replace function wallets_usage_row(p_person uuid, p_asset text, p_deed text) returns wallets_limitusage language plpgsql as $$
declare r wallets_limitusage;
begin
  select u.* into r from wallets_limitusage u where u.person_id = p_person and u.asset = p_asset and u.deed = p_deed for update;
  if not found then
    insert into wallets_limitusage (person_id, asset, deed, basis, hour_start, day_start, month_start, counted_from, hourly, daily, day, month)
    values (p_person, p_asset, p_deed, -1, '-infinity', '-infinity', '-infinity', '-infinity', 0, 0, 0, 0) on conflict do nothing;
    select u.* into r from wallets_limitusage u where u.person_id = p_person and u.asset = p_asset and u.deed = p_deed for update;
  end if;
  return r;
end $$;

-- Counts a deed and answers what was used before it, in the windows it falls into.
-- The row goes on counting as long as it is asked for the same rules (p_basis); for others, for a clock that was set back by more than a window, and
-- at first, it is counted anew from the journal. A deed that comes a moment after a newer window began counts in that one.
create or replace function wallets_count(
  p_person uuid, p_asset text, p_deed text, p_basis bigint, p_minor bigint, p_hour timestamptz, p_hour_end timestamptz,
  p_day timestamptz, p_day_end timestamptz, p_month timestamptz, p_month_end timestamptz,
  out hourly int, out daily int, out day bigint, out month bigint
) language plpgsql as $$
#variable_conflict use_variable
declare r wallets_limitusage := wallets_usage_row(p_person, p_asset, p_deed);
begin
  if r.basis <> p_basis or r.hour_start > p_hour_end or r.day_start > p_day_end or r.month_start > p_month_end then
    r.basis := p_basis; r.counted_from := clock_timestamp(); r.hour_start := p_hour; r.day_start := p_day; r.month_start := p_month;
    select count(*) filter (where l.at >= p_hour and l.at < p_hour_end), count(*) filter (where l.at >= p_day and l.at < p_day_end),
           coalesce(sum(l.minor) filter (where l.at >= p_day and l.at < p_day_end), 0), coalesce(sum(l.minor), 0)
      into hourly, daily, day, month
      from wallets_wallet w, wallets_left(w.account_id, p_deed, p_month, p_month_end) l
      where w.owner_id = p_person and w.asset = p_asset;
  else
    hourly := case when r.hour_start < p_hour then 0 else r.hourly end;
    daily := case when r.day_start < p_day then 0 else r.daily end;
    day := case when r.day_start < p_day then 0 else r.day end;
    month := case when r.month_start < p_month then 0 else r.month end;
  end if;
  update wallets_limitusage u
  set basis = r.basis, counted_from = r.counted_from, hour_start = greatest(r.hour_start, p_hour), day_start = greatest(r.day_start, p_day),
      month_start = greatest(r.month_start, p_month), hourly = hourly + 1, daily = daily + 1, day = day + p_minor, month = month + p_minor
  where u.person_id = p_person and u.asset = p_asset and u.deed = p_deed;
end $$;

-- Takes back what was counted at p_at, as far as its windows have not passed: the money never left.
create or replace function wallets_uncount(p_person uuid, p_asset text, p_deed text, p_minor bigint, p_at timestamptz) returns void language plpgsql as $$
declare r wallets_limitusage := wallets_usage_row(p_person, p_asset, p_deed);
begin
  update wallets_limitusage u
  set hourly = u.hourly - (r.hour_start <= p_at and r.hourly > 0)::int, daily = u.daily - (r.day_start <= p_at and r.daily > 0)::int,
      day = u.day - case when r.day_start <= p_at then least(p_minor, r.day) else 0 end,
      month = u.month - case when r.month_start <= p_at then least(p_minor, r.month) else 0 end
  where u.person_id = p_person and u.asset = p_asset and u.deed = p_deed;
end $$;
