-- A published version stays as it was published: whoever is under way on it sees what was agreed. A draft may change, or go.
create function followups_version_stays() returns trigger language plpgsql as $$
begin
  if old.published_at is not null then
    raise exception 'a published version of a journey never changes' using errcode = 'restrict_violation';
  end if;
  if tg_op = 'DELETE' then
    return old;
  end if;
  return new;
end
$$;
create trigger followups_version_stays before update or delete on followups_journeyversion
  for each row execute function followups_version_stays();
