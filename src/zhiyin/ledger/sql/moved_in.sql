-- As in outbox/sql/moved_in.sql: on another server what the journal already holds comes before all that is still to come; among themselves
-- those rows keep the order of their moments. What they say is not touched.
do $$
declare
  reached constant xid8 := greatest(pg_current_xact_id(), pg_snapshot_xmax(pg_current_snapshot()));
  journal text;
  ahead boolean;
begin
  foreach journal in array array['transfer', 'account_change'] loop
    execute format('select exists (select from ledger.%I where xid > $1)', journal) into ahead using reached;
    continue when not ahead;
    execute format('lock table ledger.%I in access exclusive mode', journal);
    execute format('alter table ledger.%I disable trigger journal_only_grows', journal);
    execute format('update ledger.%I set xid = ''1''', journal);
    execute format('alter table ledger.%I enable trigger journal_only_grows', journal);
  end loop;
end $$;
