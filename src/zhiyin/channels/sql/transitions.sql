-- What a message may become. Whoever writes anything else is refused.
create function channels_step() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if (old.state, new.state) not in (
    ('queued', 'sending'), ('queued', 'closed'), ('queued', 'failed'),
    ('sending', 'sent'), ('sending', 'queued'), ('sending', 'bounced'), ('sending', 'failed'), ('sending', 'in_doubt'), ('sending', 'closed'),
    ('in_doubt', 'sending'), ('in_doubt', 'queued'), ('in_doubt', 'sent'), ('in_doubt', 'delivered'), ('in_doubt', 'bounced'), ('in_doubt', 'failed'),
    ('sent', 'delivered'), ('sent', 'bounced'), ('sent', 'failed'),
    ('delivered', 'bounced')
  ) then
    raise exception 'a message that is % cannot become %', old.state, new.state using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger message_steps before update of state on channels_message
  for each row when (old.state <> new.state) execute function channels_step();
