-- Opens accounts; a path that is open already answers its id. An answer per path, in the order given.
create or replace function ledger.open_accounts(p_path text[], p_asset text[], p_owner uuid[], p_floor bigint[], p_ceiling bigint[]) returns bigint[]
language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
declare
  v_ids bigint[];
begin
  -- Sorted, so that two openers of the same paths wait for each other instead of deadlocking.
  with wanted as (
    select distinct on (u.path) u.path, s.id as asset, u.owner, u.floor, u.ceiling
    from unnest(p_path, p_asset, p_owner, p_floor, p_ceiling) with ordinality as u (path, asset, owner, floor, ceiling, ord)
    join asset s on s.code = u.asset
    order by u.path, u.ord
  ), made as (
    insert into account (asset, owner, path, opening_floor, opening_ceiling)
    select w.asset, w.owner, w.path, w.floor, w.ceiling from wanted w order by w.path
    on conflict (ledger_id, path) do nothing
    returning id, asset, opening_floor, opening_ceiling
  )
  insert into balance (account_id, asset, floor, ceiling) select made.id, made.asset, made.opening_floor, made.opening_ceiling from made;

  select array_agg(a.id order by u.ord) into v_ids
  from unnest(p_path, p_asset) with ordinality as u (path, asset, ord)
  left join (account a join asset s on s.id = a.asset) on a.ledger_id = 1 and a.path = u.path and s.code = u.asset;
  if array_position(v_ids, null) is not null then
    raise exception 'account % is open in another asset, or % is no asset',
      p_path[array_position(v_ids, null)], p_asset[array_position(v_ids, null)] using errcode = 'invalid_parameter_value';
  end if;
  return v_ids;
end $$;

-- Sets a limit (5 floor, 6 ceiling) or the frozen mark (7 on, 8 off) of an account. The same id again changes nothing, and may not ask for another change.
-- Answers true when the change is in force, false when the balance forbids it.
create or replace function ledger.change_account(p_id uuid, p_account bigint, p_kind smallint, p_value bigint, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
declare
  b balance;
  v_after constant bigint := case p_kind when 7 then 1 when 8 then 0 else p_value end;
begin
  select * into b from balance where account_id = p_account for no key update;
  if not found then
    raise exception 'account % does not exist', p_account using errcode = 'no_data_found';
  end if;
  if exists (select from account_change c where c.id = p_id) then
    if not exists (select from account_change c where c.id = p_id and c.account_id = p_account and c.kind = p_kind and c.after is not distinct from v_after) then
      raise exception 'change % is another one', p_id using errcode = 'invalid_parameter_value';
    end if;
    return true;
  end if;
  if (p_kind = 5 and b.posted - b.held < p_value) or (p_kind = 6 and b.posted > p_value) then
    return false;
  end if;
  insert into account_change (id, account_id, kind, before, after, at)
  values (p_id, p_account, p_kind,
          case p_kind when 5 then b.floor when 6 then b.ceiling else b.frozen::int end,
          v_after, p_at);
  update balance set
    floor = case when p_kind = 5 then p_value else floor end,
    ceiling = case when p_kind = 6 then p_value else ceiling end,
    frozen = case p_kind when 7 then true when 8 then false else frozen end
  where account_id = p_account;
  return true;
end $$;
