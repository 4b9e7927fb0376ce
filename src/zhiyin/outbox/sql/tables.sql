-- Facts in commit order. A transaction's number (xid8) is known before it commits, so (xid, id) below the oldest transaction still
-- running is an order in which nothing can appear later: a reader that went past a place never has to look back.
-- The name travels in the key's index so that a listener can pass over what it does not want without touching the rows.
create table outbox_event (
  xid       xid8        not null default pg_current_xact_id(),
  id        bigint      not null generated always as identity,
  event_id  uuid        not null,
  name      text        not null,
  at        timestamptz not null,
  person_id uuid,
  payload   jsonb       not null,
  primary key (xid, id) include (name),
  constraint a_fact_is_stored_once unique (name, event_id)
);
create index outbox_event_of_person on outbox_event (person_id, xid, id) where person_id is not null;

-- How far each listener has read, and how often it has tried the fact that comes next.
create table outbox_progress (
  listener text        primary key,
  xid      xid8        not null default '0',
  id       bigint      not null default 0,
  attempts integer     not null default 0,
  retry_at timestamptz
) with (fillfactor = 50);
