-- Heads that were committed to Bitcoin by OpenTimestamps, one a day at most, and what each calendar answered (ledger/anchors/).

create table ledger.anchor (
  size bigint primary key references ledger.tree_head,
  day date not null unique,
  begun_at timestamptz not null,
  digest bytea not null constraint digest_is_a_sha256 check (length(digest) = 32),
  nonce bytea not null constraint nonce_has_16_bytes check (length(nonce) = 16)
);

-- `stamp`: the calendar's part of the proof, from what it was shown to its promise, later to the root of a block; `height` is that block's.
-- `mac`: no hash of ours leads to a block, so that the stamp is the one we were told is seen by this alone (an HMAC under the salt).
create table ledger.anchor_stamp (
  size bigint references ledger.anchor,
  calendar text,
  stamp bytea constraint stamp_is_small check (length(stamp) <= 100000),
  mac bytea,
  height bigint,
  told_at timestamptz,
  tries int not null default 0,
  next_at timestamptz not null,
  problem text not null default '',
  primary key (size, calendar),
  constraint block_has_a_stamp check (height is null or stamp is not null)
);
create index anchor_stamp_is_due on ledger.anchor_stamp (next_at) where height is null;

create trigger journal_only_grows before update or delete or truncate on ledger.anchor for each statement execute function ledger.refuse_rewriting();

create function ledger.refuse_lesser_stamps() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if tg_op <> 'UPDATE' or old.height is not null or (new.size, new.calendar) is distinct from (old.size, old.calendar)
    or (old.stamp is not null and new.stamp is null) then
    raise exception 'ledger.anchor_stamp only grows' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger stamp_only_grows before update or delete on ledger.anchor_stamp for each row execute function ledger.refuse_lesser_stamps();

-- Notes that this head is to be anchored with these calendars; false when that day, or that head, has its anchor.
create function ledger.begin_anchor(p_day date, p_size bigint, p_digest bytea, p_nonce bytea, p_calendars text[], p_at timestamptz) returns boolean
language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
begin
  insert into anchor (size, day, begun_at, digest, nonce) values (p_size, p_day, p_at, p_digest, p_nonce) on conflict do nothing;
  if not found then
    return false;
  end if;
  insert into anchor_stamp (size, calendar, next_at) select distinct p_size, c, p_at from unnest(p_calendars) c;
  return true;
end $$;

-- Which of these calendars are to be asked now, for what. Whoever gets a row is alone with it until its next turn: five minutes at first, later an eighth of
-- the anchor's age, a day at most. A caller that dies is followed by the next one then.
create function ledger.claim_stamps(p_calendars text[], p_at timestamptz, p_limit int)
returns table (size bigint, calendar text, digest bytea, nonce bytea, stamp bytea)
language sql security definer set search_path = ledger, pg_catalog, pg_temp as $$
  with due as (
    select s.size, s.calendar from anchor_stamp s
    where s.height is null and s.next_at <= p_at and s.calendar = any(p_calendars)
    order by s.next_at limit p_limit for update skip locked
  )
  update anchor_stamp s set tries = s.tries + 1,
    next_at = p_at + greatest(interval '5 minutes', least(interval '1 day', (p_at - a.begun_at) / 8))
  from due d join anchor a on a.size = d.size
  where s.size = d.size and s.calendar = d.calendar
  returning s.size, s.calendar, a.digest, a.nonce, s.stamp
$$;

-- What a calendar told is kept: a promise where there was none, a block where there was no block. False when there is as much already.
create function ledger.keep_stamp(p_size bigint, p_calendar text, p_stamp bytea, p_mac bytea, p_height bigint, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = ledger, pg_catalog, pg_temp as $$
begin
  update anchor_stamp s set stamp = p_stamp, mac = p_mac, height = p_height, told_at = p_at, problem = ''
    where s.size = p_size and s.calendar = p_calendar and s.height is null and (s.stamp is null or p_height is not null);
  return found;
end $$;

-- Why a calendar told nothing; '' when it is merely too early.
create function ledger.note_calendar(p_size bigint, p_calendar text, p_problem text) returns void
language sql security definer set search_path = ledger, pg_catalog, pg_temp as $$
  update anchor_stamp s set problem = left(p_problem, 200) where s.size = p_size and s.calendar = p_calendar and s.height is null
$$;
