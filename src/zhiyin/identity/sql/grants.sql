-- What a person confirmed is evidence for years: its terms never change, and once given it only becomes used, once.
revoke update, truncate on identity_confirmation from zhiyin_app;
grant update (state, tries, way, evidence, code_sent_at, confirmed_at, used_at, used_for) on identity_confirmation to zhiyin_app;
create or replace function confirmation_stays() returns trigger language plpgsql set search_path = public, pg_catalog, pg_temp as $$
begin
  if old.state = 'used' or old.state = 'confirmed' and (
    tg_op = 'DELETE' or new.state <> 'used' or (new.way, new.evidence, new.confirmed_at) is distinct from (old.way, old.evidence, old.confirmed_at)
  ) then
    raise exception 'what was confirmed stays as it was';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create or replace trigger confirmation_stays before update or delete on identity_confirmation for each row execute function confirmation_stays();
