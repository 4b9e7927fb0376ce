-- What is sealed, in which order, and the heads that were signed over it. Only added to, as the journal; a row of a table that follows from the journal
-- and is checked by `zhiyin verify`. Tiles and leaves: ledger/seals/tree.py and leaves.py.

-- The journal in the bytes that leaves are made of. `change`: a row of account_change; its account stands in dr, its number in dr_n, its values in the balances.
create or replace view ledger.line as
select t.id, false as change, t.xid, t.at, t.kind, t.code, t.amount, t.dr, t.cr, coalesce(t.dr_n, 0) as dr_n, t.dr_bal, coalesce(t.cr_n, 0) as cr_n, t.cr_bal,
       t.ledger_id, uuid_send(coalesce(t.grp, '00000000-0000-0000-0000-000000000000')) as grp,
       uuid_send(coalesce(t.ref, '00000000-0000-0000-0000-000000000000')) as ref,
       timestamptz_send(coalesce(t.effective_at, '-infinity')) as effective,
       case when t.meta is null then decode(repeat('00', 32), 'hex') else sha256(convert_to(t.meta::text, 'UTF8')) end as meta
from ledger.transfer t
union all
select c.id, true, c.xid, c.at, c.kind, 0::smallint, 0::bigint, c.account_id, 0::bigint, c.n, c.before, 0::bigint, c.after,
       0, ''::bytea, ''::bytea, ''::bytea, ''::bytea
from ledger.account_change c;

create table ledger.leaf (
  ref uuid not null,
  pos bigint not null,
  change boolean not null,
  primary key (ref, change)
);

-- 256 hashes of 32 bytes a tile; the last tile of a level may have fewer. Hashes do not get smaller by packing.
create table ledger.tile (
  level smallint not null,
  idx bigint not null,
  hashes bytea not null constraint hashes_are_whole check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (level, idx)
);
alter table ledger.tile alter column hashes set storage external;

-- `salt` is a fingerprint: it says under which salt the leaves since the head before were made. `key` is the public one.
create table ledger.tree_head (
  size bigint primary key,
  at timestamptz not null,
  origin text not null,
  root bytea not null,
  key bytea not null,
  salt bytea not null,
  signature bytea not null
);

-- All up to (xid, at, id) is sealed. `server` says whose xids these are: on another one the search begins anew, and what has a leaf is passed over.
create table ledger.sealer (
  one boolean primary key default true constraint there_is_one check (one),
  server text not null,
  xid xid8 not null,
  at timestamptz not null,
  id uuid not null
);
insert into ledger.sealer (server, xid, at, id) values ('', '0', '-infinity', '00000000-0000-0000-0000-000000000000');

create trigger journal_only_grows before update or delete or truncate on ledger.leaf for each statement execute function ledger.refuse_rewriting();
create trigger journal_only_grows before update or delete or truncate on ledger.tree_head for each statement execute function ledger.refuse_rewriting();

create function ledger.refuse_other_hashes() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op <> 'UPDATE' or new.level <> old.level or new.idx <> old.idx or substr(new.hashes, 1, length(old.hashes)) <> old.hashes then
    raise exception 'ledger.tile only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger tile_only_grows before update or delete on ledger.tile for each row execute function ledger.refuse_other_hashes();

-- Where the sealing of this database stands, for the one transaction that may go on with it; no row while another does.
-- horizon: all transactions below it are over, so nothing appears there any more.
create function ledger.begin_sealing(out size bigint, out xid text, out at timestamptz, out id uuid, out horizon text, out moved boolean)
returns setof record language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  here text := (select s.system_identifier from pg_control_system() s);
begin
  if not pg_try_advisory_xact_lock(7203118002) then
    return;
  end if;
  return query select coalesce((select max(h.size) from tree_head h), 0),
    case when s.server = here then s.xid::text else '0' end,
    case when s.server = here then s.at else '-infinity' end,
    case when s.server = here then s.id else '00000000-0000-0000-0000-000000000000' end,
    pg_snapshot_xmin(pg_current_snapshot())::text, s.server <> here
  from sealer s;
end $$;

-- The next lines of the journal that are below the horizon and have no leaf, in the order of commits.
create function ledger.unsealed(p_xid xid8, p_at timestamptz, p_id uuid, p_horizon xid8, p_limit int) returns setof ledger.line
language plpgsql stable security definer set search_path = ledger, pg_catalog, pg_temp
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set plan_cache_mode = force_custom_plan as $$
begin
  return query select l.* from line l
  where l.xid >= p_xid and l.xid < p_horizon and (l.xid, l.at, l.id) > (p_xid, p_at, p_id)
    and not exists (select from leaf f where f.ref = l.id and f.change = l.change)
  order by l.xid, l.at, l.id limit p_limit;
end $$;

-- Adds leaves after the first p_size, with the tiles that grew and the head over all. Whoever came second (p_size is no longer the tree's) adds nothing.
create function ledger.seal(
  p_size bigint, p_refs uuid[], p_changes boolean[], p_levels smallint[], p_indexes bigint[], p_hashes bytea[],
  p_at timestamptz, p_origin text, p_root bytea, p_key bytea, p_salt bytea, p_signature bytea
) returns void language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7203118002);
  if p_size <> coalesce((select max(h.size) from tree_head h), 0) or cardinality(p_refs) = 0 then
    raise exception 'the tree does not end at %', p_size using errcode = 'serialization_failure';
  end if;
  insert into leaf (ref, pos, change)
    select u.ref, p_size + u.ord - 1, u.change from unnest(p_refs, p_changes) with ordinality u (ref, change, ord);
  insert into tile (level, idx, hashes) select * from unnest(p_levels, p_indexes, p_hashes)
    on conflict (level, idx) do update set hashes = excluded.hashes;
  insert into tree_head (size, at, origin, root, key, salt, signature)
    values (p_size + cardinality(p_refs), p_at, p_origin, p_root, p_key, p_salt, p_signature);
end $$;

-- All up to there is sealed. Called in the transaction that began with ledger.begin_sealing.
create function ledger.sealed_up_to(p_xid xid8, p_at timestamptz, p_id uuid) returns void
language sql security definer set search_path = ledger, pg_catalog, pg_temp as $$
  update sealer set xid = p_xid, at = p_at, id = p_id, server = (select s.system_identifier from pg_control_system() s)
$$;
