-- A published questionnaire is what people were asked: it is added, never changed or removed, by nobody.
create function surveys_refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% says what was asked: rows are added, never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_grows before update or delete on surveys_surveyversion
  for each statement execute function surveys_refuse_rewriting();
-- Whether answers are anonymous is promised before the first one.
create function surveys_keep_the_promise() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if old.anonymous <> new.anonymous then
    raise exception 'whether a questionnaire is anonymous never changes' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger keeps_its_promise before update on surveys_survey for each row execute function surveys_keep_the_promise();
