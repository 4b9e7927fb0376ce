create function experiments_keep_the_question() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    if old.state <> 'draft' then
      raise exception 'an experiment that has begun stays on record' using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if (old.state, new.state) not in (('draft', 'draft'), ('draft', 'running'), ('running', 'stopped'), ('stopped', 'decided')) then
    raise exception 'an experiment that is % cannot become %', old.state, new.state using errcode = 'restrict_violation';
  end if;
  if old.state <> 'draft' and (to_jsonb(old) - '{state,stopped_at,chosen}'::text[]) is distinct from (to_jsonb(new) - '{state,stopped_at,chosen}'::text[]) then
    raise exception 'what an experiment asks does not change once it has begun' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger keep_the_question before update or delete on experiments_experiment
  for each row execute function experiments_keep_the_question();

create function experiments_refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% says what was: rows are added, never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_grows before update or delete or truncate on experiments_experimentdeed
  for each statement execute function experiments_refuse_rewriting();
create trigger only_grows before update or delete or truncate on experiments_exposure
  for each statement execute function experiments_refuse_rewriting();
