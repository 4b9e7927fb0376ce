-- Nothing in the journal is of a transaction that is still to come: what is read in commit order would not find it in its place.
select 'order_ahead', format('%s is of transaction %s, which this server has not reached: `zhiyin restore` puts that right', id, xid)
from (select id, xid from ledger.transfer union all select id, xid from ledger.account_change) happened
where xid > greatest(pg_snapshot_xmax(pg_current_snapshot()), pg_current_xact_id_if_assigned())
