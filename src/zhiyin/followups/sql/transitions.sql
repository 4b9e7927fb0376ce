-- What a follow-up may become, in one table; whoever writes anything else is refused. Each step but a mere lease is written down with it.
create table followups_transition (
  id smallint primary key,
  was text not null,
  becomes text not null,
  kept boolean not null,
  unique (was, becomes)
);
insert into followups_transition (id, was, becomes, kept) values
  (1, 'planned', 'claimed', false),
  (2, 'claimed', 'planned', true),
  (3, 'claimed', 'sent', true),
  (4, 'claimed', 'suppressed', true),
  (5, 'claimed', 'held_out', true),
  (6, 'claimed', 'expired', true),
  (7, 'claimed', 'cancelled', true),
  (8, 'claimed', 'failed', true),
  (9, 'planned', 'cancelled', true),
  (10, 'sent', 'answered', true),
  (11, 'sent', 'stopped', true),
  (12, 'stopped', 'answered', true),
  (13, 'sent', 'planned', true),
  (14, 'sent', 'failed', true),
  (15, 'suppressed', 'planned', true);

create table followups_log (
  follow_up_id bigint not null,
  at timestamptz not null,
  transition_id smallint not null
);
create index follow_up_log_of on followups_log (follow_up_id);
comment on table followups_log is 'Each step of each follow-up, by the clock of the database. Rows are only ever added, by the trigger alone.';

create function followups_step() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare wrong record;
begin
  select o.state as was, n.state as becomes into wrong
    from before_it o join after_it n using (id) left join followups_transition t on (t.was, t.becomes) = (o.state, n.state)
   where o.state <> n.state and t.id is null limit 1;
  if found then
    raise exception 'a follow-up that is % cannot become %', wrong.was, wrong.becomes using errcode = 'restrict_violation';
  end if;
  insert into followups_log (follow_up_id, at, transition_id)
  select n.id, clock_timestamp(), t.id
    from before_it o join after_it n using (id) join followups_transition t on (t.was, t.becomes) = (o.state, n.state)
   where o.state <> n.state and t.kept;
  return null;
end $$;
create trigger follow_up_steps after update on followups_followup
  referencing old table as before_it new table as after_it for each statement execute function followups_step();

create function followups_refuse_rewriting() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception '% says what was: rows are added, never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_grows before update or delete or truncate on followups_decision
  for each statement execute function followups_refuse_rewriting();
create trigger only_grows before update or delete or truncate on followups_policy
  for each statement execute function followups_refuse_rewriting();
create trigger only_grows before update or delete or truncate on followups_budget
  for each statement execute function followups_refuse_rewriting();
create trigger only_grows before update or delete or truncate on followups_log
  for each statement execute function followups_refuse_rewriting();
