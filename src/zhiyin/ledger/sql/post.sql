-- Posts a batch: one status per command, exactly as if the commands had been judged one after the other, in one lock round and one commit.
--
-- p_acct: the ids of all accounts touched, sorted and distinct (so concurrent batches cannot deadlock); p_dr, p_cr: 1-based places in it.
-- p_op: 0 post, 1 hold, 2 capture, 3 void, 4 reverse. p_ref: capture, void: the hold; reverse: the transfer; else the caller's own reference.
-- p_link: neighbours with the same number stand or fall together. p_when: a hold's expiry; else the effective time of a back-dated entry.
-- An array whose items are all null may itself be null.
--
-- status: 0 done, 1 duplicate (same id, same body: the first answer again), 2 invalid, 3 insufficient, 4 unknown account, 5 asset mismatch, 6 frozen,
-- 7 same id with another body, 8 above ceiling, 9 hold not open, 10 undone or not tried because a linked one failed, 11 given back already.
-- Balances and `at` are those just after the command, for status 0 and 1.
--
-- How: lock the balance rows in order, read what is known of the ids *after* that (READ COMMITTED: a fresh snapshot, so a retry always meets its
-- first attempt), judge in arrays, then write everything at once. Holds and reversals need no locks of their own: their accounts are locked.
create or replace function ledger.post(
  p_acct bigint[], p_op smallint[], p_id uuid[], p_dr int[], p_cr int[], p_amt bigint[], p_code smallint[],
  p_ref uuid[], p_link int[], p_when timestamptz[], p_meta jsonb[],
  out status smallint[], out dr_bal bigint[], out cr_bal bigint[], out booked_at timestamptz[]
) language plpgsql security definer
set search_path = ledger, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  m constant int := cardinality(p_id);
  no_floor constant bigint := -4000000000000000000;
  no_ceiling constant bigint := 4000000000000000000;
  amount_max constant bigint := 1000000000000000000;
  acct bigint[]; bal bigint[]; hld bigint[]; flr bigint[]; cel bigint[]; num bigint[]; ast smallint[]; frz boolean[];
  num0 bigint[]; hld0 bigint[];
  base timestamptz; moment timestamptz;
  known uuid[]; repeats boolean; follow_ups boolean; done int := 0;
  h_id uuid[] := '{}'; h_dr bigint[] := '{}'; h_cr bigint[] := '{}'; h_amt bigint[] := '{}'; h_cap bigint[] := '{}';
  h_exp timestamptz[] := '{}'; h_state smallint[] := '{}';                     -- holds met or made; state -1: made here and undone
  r_id uuid[] := '{}'; r_dr bigint[] := '{}'; r_cr bigint[] := '{}'; r_amt bigint[] := '{}'; r_ref bigint[] := '{}'; r_ref0 bigint[] := '{}';
  dr_n bigint[]; cr_n bigint[]; amt bigint[] := p_amt; grp uuid[]; slot int[]; twin int[];
  i int; j int; k int; op smallint; d int; c int; a bigint; s smallint; link int; link_before int; head int; broken boolean;
  old record;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'ledger.post needs READ COMMITTED: it reads again after locking';
  end if;

  select array_agg(b.account_id), array_agg(b.posted), array_agg(b.held), array_agg(coalesce(b.floor, no_floor)), array_agg(coalesce(b.ceiling, no_ceiling)),
         array_agg(b.n), array_agg(b.asset), array_agg(b.frozen), max(b.last_at)
    into acct, bal, hld, flr, cel, num, ast, frz, base
    from (select * from balance where account_id = any (p_acct) order by account_id for no key update) b;
  if acct is distinct from p_acct then
    select array_agg(x.posted order by u.ord), array_agg(x.held order by u.ord), array_agg(x.floor order by u.ord), array_agg(x.ceiling order by u.ord),
           array_agg(x.n order by u.ord), array_agg(x.asset order by u.ord), array_agg(x.frozen order by u.ord)
      into bal, hld, flr, cel, num, ast, frz
      from unnest(p_acct) with ordinality u (account_id, ord)
      left join unnest(acct, bal, hld, flr, cel, num, ast, frz) x (account_id, posted, held, floor, ceiling, n, asset, frozen) using (account_id);
  end if;
  num0 := num; hld0 := hld;
  status := array_fill(null::smallint, array[m]); dr_bal := array_fill(null::bigint, array[m]); cr_bal := dr_bal; dr_n := dr_bal; cr_n := dr_bal;
  booked_at := array_fill(null::timestamptz, array[m]); grp := array_fill(null::uuid, array[m]); slot := array_fill(null::int, array[m]); twin := slot;
  base := greatest(base, clock_timestamp());

  select array_agg(t.id) into known from transfer t where t.ledger_id = 1 and t.id = any (p_id);
  repeats := m > 1 and (select count(distinct u.id) from unnest(p_id) u (id)) < m;
  follow_ups := p_op && '{1,2,3,4}';
  if follow_ups then
    select coalesce(array_agg(h.id), '{}'), coalesce(array_agg(h.dr), '{}'), coalesce(array_agg(h.cr), '{}'), coalesce(array_agg(h.amount), '{}'),
           coalesce(array_agg(h.captured), '{}'), coalesce(array_agg(h.expires_at), '{}'), coalesce(array_agg(h.state), '{}')
      into h_id, h_dr, h_cr, h_amt, h_cap, h_exp, h_state
      from hold h where h.ledger_id = 1 and h.id = any (p_ref);
    select coalesce(array_agg(t.id), '{}'), coalesce(array_agg(t.dr), '{}'), coalesce(array_agg(t.cr), '{}'), coalesce(array_agg(t.amount), '{}'),
           coalesce(array_agg(coalesce(f.refunded, 0)), '{}')
      into r_id, r_dr, r_cr, r_amt, r_ref
      from transfer t left join refund_budget f on f.transfer_id = t.id
      where t.ledger_id = 1 and t.id = any (p_ref) and t.kind in (0, 2);
    r_ref0 := r_ref;
  end if;

  for i in 1..m loop
    op := coalesce(p_op[i], 0); d := p_dr[i]; c := p_cr[i]; a := p_amt[i]; s := 0; k := null;
    link := p_link[i];
    if link is distinct from link_before then
      head := i; broken := false; link_before := link;
    elsif link is null then
      head := i; broken := false;
    end if;
    if broken then
      status[i] := 10; continue;
    end if;

    -- Is the id known: from before, or from earlier in this batch?
    if known is not null and p_id[i] = any (known) then
      select * into old from transfer t where t.ledger_id = 1 and t.id = p_id[i];
      s := case when old.kind = op and old.dr = p_acct[d] and old.cr = p_acct[c] and (op = 3 or old.amount = a) and old.code = p_code[i]
                     and old.ref is not distinct from p_ref[i] then 1 else 7 end;
      if s = 1 then
        dr_bal[i] := old.dr_bal; cr_bal[i] := old.cr_bal; booked_at[i] := old.at;
      end if;
    elsif repeats then
      foreach j in array array_positions(p_id, p_id[i]) loop
        exit when j >= i;
        if status[j] = 0 then
          s := case when coalesce(p_op[j], 0) = op and p_dr[j] = d and p_cr[j] = c and (op = 3 or p_amt[j] = a) and p_code[j] = p_code[i]
                         and p_ref[j] is not distinct from p_ref[i] then 1 else 7 end;
          if s = 1 then
            dr_bal[i] := dr_bal[j]; cr_bal[i] := cr_bal[j]; booked_at[i] := booked_at[j]; twin[i] := j;
          end if;
        end if;
      end loop;
    end if;

    -- May it happen?
    if s <> 0 then
      null;
    elsif p_id[i] is null or op not between 0 and 4 or (op <> 3 and (a is null or a <= 0 or a > amount_max)) or d = c
          or (op >= 2 and p_ref[i] is null) or p_code[i] is null then
      s := 2;
    elsif bal[d] is null or bal[c] is null then
      s := 4;
    elsif ast[d] <> ast[c] then
      s := 5;
    elsif op <> 3 and (frz[d] or frz[c]) then
      s := 6;
    elsif op = 2 or op = 3 then
      k := array_position(h_id, p_ref[i]);
      if k is null or h_state[k] <> 0 or (op = 2 and h_exp[k] <= base) then
        s := 9;
      elsif h_dr[k] <> p_acct[d] or h_cr[k] <> p_acct[c] then
        s := 2;
      elsif op = 3 then
        amt[i] := h_amt[k] - h_cap[k];
      elsif h_cap[k] + a > h_amt[k] then
        s := 3;
      elsif bal[c] + a > cel[c] then
        s := 8;
      end if;
    else
      if op = 4 then
        k := array_position(r_id, p_ref[i]);
        if k is null then
          s := 2;
        elsif r_dr[k] <> p_acct[c] or r_cr[k] <> p_acct[d] then
          s := 2;
        elsif r_ref[k] + a > r_amt[k] then
          s := 11;
        end if;
      end if;
      if s = 0 and bal[d] - hld[d] - a < flr[d] then
        s := 3;
      elsif s = 0 and op <> 1 and bal[c] + a > cel[c] then
        s := 8;
      end if;
    end if;
    status[i] := s;

    if s = 0 then
      done := done + 1;
      if op = 1 then
        hld[d] := hld[d] + a;
        k := coalesce(array_position(h_id, p_id[i]), cardinality(h_id) + 1);
        h_id[k] := p_id[i]; h_dr[k] := p_acct[d]; h_cr[k] := p_acct[c]; h_amt[k] := a; h_cap[k] := 0; h_exp[k] := p_when[i]; h_state[k] := 0;
      elsif op = 3 then
        hld[d] := hld[d] - amt[i]; h_state[k] := 2;
      else
        bal[d] := bal[d] - a; bal[c] := bal[c] + a; num[d] := num[d] + 1; num[c] := num[c] + 1;
        dr_n[i] := num[d]; cr_n[i] := num[c];
        if op = 2 then
          hld[d] := hld[d] - a; h_cap[k] := h_cap[k] + a;
          if h_cap[k] = h_amt[k] then
            h_state[k] := 1;
          end if;
        elsif op = 4 then
          r_ref[k] := r_ref[k] + a;
        end if;
        if follow_ups and op <> 4 then
          j := coalesce(array_position(r_id, p_id[i]), cardinality(r_id) + 1);
          r_id[j] := p_id[i]; r_dr[j] := p_acct[d]; r_cr[j] := p_acct[c]; r_amt[j] := a; r_ref[j] := 0; r_ref0[j] := 0;
        end if;
      end if;
      slot[i] := k; grp[i] := case when link is not null then p_id[head] end;
      dr_bal[i] := bal[d]; cr_bal[i] := bal[c]; booked_at[i] := base + i * interval '1 microsecond';
    elsif s <> 1 and link is not null then
      -- A linked one failed: take back its earlier neighbours, last first, and try none of the later ones.
      broken := true;
      for j in reverse i - 1..head loop
        d := p_dr[j]; c := p_cr[j]; a := amt[j]; k := slot[j];
        if status[j] = 0 then
          done := done - 1; op := coalesce(p_op[j], 0);
          if op = 1 then
            hld[d] := hld[d] - a; h_state[k] := -1;
          elsif op = 3 then
            hld[d] := hld[d] + a; h_state[k] := 0;
          else
            bal[d] := bal[d] + a; bal[c] := bal[c] - a; num[d] := num[d] - 1; num[c] := num[c] - 1;
            if op = 2 then
              hld[d] := hld[d] + a; h_cap[k] := h_cap[k] - a; h_state[k] := 0;
            elsif op = 4 then
              r_ref[k] := r_ref[k] - a;
            end if;
            if follow_ups and op <> 4 then
              r_id[array_position(r_id, p_id[j])] := null;
            end if;
          end if;
        end if;
        if status[j] = 0 or twin[j] >= head then
          status[j] := 10; dr_bal[j] := null; cr_bal[j] := null; booked_at[j] := null;
        end if;
      end loop;
    end if;
  end loop;

  if done > 0 then
    moment := base + m * interval '1 microsecond';
    insert into transfer (id, grp, ref, dr, cr, amount, dr_n, cr_n, dr_bal, cr_bal, at, effective_at, kind, code, meta)
    select u.id, u.grp, u.ref, p_acct[u.d], p_acct[u.c], u.amt, u.dn, u.cn, u.db, u.cb, u.at, case when u.op = 1 then null else u.eff end,
           coalesce(u.op, 0), u.code, u.meta
    from unnest(p_id, grp, p_ref, p_dr, p_cr, amt, dr_n, cr_n, dr_bal, cr_bal, booked_at, p_when, p_op, p_code, p_meta, status)
      u (id, grp, ref, d, c, amt, dn, cn, db, cb, at, eff, op, code, meta, s)
    where u.s = 0;
    update balance b set posted = u.posted, held = u.held, n = u.n, last_at = moment
    from unnest(p_acct, bal, hld, num, num0, hld0) u (account_id, posted, held, n, n0, held0)
    where b.account_id = u.account_id and (u.n <> u.n0 or u.held <> u.held0);
    if follow_ups then
      insert into hold (id, dr, cr, amount, captured, expires_at, state)
        select * from unnest(h_id, h_dr, h_cr, h_amt, h_cap, h_exp, h_state) u (id, dr, cr, amount, captured, expires_at, state) where u.state >= 0
        on conflict (ledger_id, id) do update set captured = excluded.captured, state = excluded.state
        where hold.captured <> excluded.captured or hold.state <> excluded.state;
      insert into refund_budget (transfer_id, refunded, amount)
        select u.id, u.refunded, u.amount from unnest(r_id, r_ref, r_ref0, r_amt) u (id, refunded, refunded0, amount) where u.refunded <> u.refunded0
        on conflict (transfer_id) do update set refunded = excluded.refunded;
    end if;
  end if;
end $$;
