-- Posts a batch of plain transfers: `ledger.post` for batches in which nothing is held, captured, reversed or linked, with the same outcome.
-- It goes ahead as if nothing could stand in the way of any of them, in any order; when something might (funds, a ceiling, a frozen or unknown
-- account, two assets, a known or repeated id, nonsense) it takes back its steps and lets `ledger.post` judge.
--
-- How: all that needs no lock first; then one UPDATE locks the rows, in the order of their ids, and moves them at once; the primary key of transfer
-- finds a known id, also one whose first attempt was still under way.
create or replace function ledger.post_plain(
  p_acct bigint[], p_id uuid[], p_dr int[], p_cr int[], p_amt bigint[], p_code smallint[], p_ref uuid[], p_eff timestamptz[], p_meta jsonb[],
  out status smallint[], out dr_bal bigint[], out cr_bal bigint[], out booked_at timestamptz[]
) language plpgsql security definer
set search_path = ledger, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  m constant int := cardinality(p_id);
  started constant timestamptz := clock_timestamp();
  span constant interval := m * interval '1 microsecond';
  base timestamptz;
  acct bigint[]; bal bigint[]; num bigint[]; apart int;                      -- of the rows as they were found
  net bigint[] := array_fill(0::bigint, array[cardinality(p_acct)]);          -- per account, so far in this batch: what it gained in all,
  outgo bigint[] := net; times bigint[] := net;                               -- what left it, its entries
  dr_n bigint[] := array_fill(0::bigint, array[m]); cr_n bigint[] := dr_n; dr_net bigint[] := dr_n; cr_net bigint[] := dr_n;
  d int; c int; a bigint; v bigint;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.post_plain needs READ COMMITTED: ledger.post, which it may call, reads again after locking';
  end if;

  for i in 1..m loop
    d := p_dr[i]; c := p_cr[i]; a := p_amt[i];
    outgo[d] := outgo[d] + a;
    v := net[d] - a; net[d] := v; dr_net[i] := v;
    v := net[c] + a; net[c] := v; cr_net[i] := v;
    v := times[d] + 1; times[d] := v; dr_n[i] := v;
    v := times[c] + 1; times[c] := v; cr_n[i] := v;
  end loop;

  with moved as (
    update balance b
    set posted = posted + net[k], n = n + times[k], last_at = greatest(last_at, started) + span
    from generate_series(1, cardinality(p_acct)) k
    where b.account_id = p_acct[k] and not frozen and posted - held - outgo[k] >= coalesce(floor, -4000000000000000000)
      and posted + net[k] + outgo[k] <= coalesce(ceiling, 4000000000000000000)
    returning b.account_id, old.posted, old.n, old.last_at, asset
  )
  select array_agg(account_id), array_agg(posted), array_agg(n), greatest(max(last_at), started), max(asset) - min(asset)
    into acct, bal, num, base, apart from moved;
  if acct is distinct from p_acct or apart <> 0 or 1000000000000000000 < any (p_amt) then
    raise exception using errcode = 'ZY001';
  end if;
  if base > started then
    update balance set last_at = base + span where account_id = any (p_acct) and last_at < base + span;
  end if;

  with noted as (
    insert into transfer (id, ref, dr, cr, amount, dr_n, cr_n, dr_bal, cr_bal, at, effective_at, kind, code, meta)
    select p_id[i], p_ref[i], p_acct[p_dr[i]], p_acct[p_cr[i]], p_amt[i], num[p_dr[i]] + dr_n[i], num[p_cr[i]] + cr_n[i],
           bal[p_dr[i]] + dr_net[i], bal[p_cr[i]] + cr_net[i], base + i * interval '1 microsecond', p_eff[i], 0, p_code[i], p_meta[i]
    from generate_series(1, m) i
    returning dr_bal, cr_bal, at
  )
  select array_agg(dr_bal), array_agg(cr_bal), array_agg(at) into dr_bal, cr_bal, booked_at from noted;
  status := array_fill(0::smallint, array[m]);
exception when unique_violation or check_violation or not_null_violation or numeric_value_out_of_range or sqlstate 'ZY001' then
  select p.status, p.dr_bal, p.cr_bal, p.booked_at into status, dr_bal, cr_bal, booked_at
  from post(p_acct, null, p_id, p_dr, p_cr, p_amt, p_code, p_ref, null, p_eff, p_meta) p;
end $$;
