-- What was given back of a transfer is within it, goes the way back, and equals its budget row.
with given as (
  select ref, sum(amount)::bigint as refunded from ledger.transfer where kind = 4 group by ref
)
select 'refund_strays', format('transfer %s reverses %s, which is no payment from %s to %s', r.id, r.ref, r.cr, r.dr)
from ledger.transfer r left join ledger.transfer t on t.ledger_id = 1 and t.id = r.ref and t.kind in (0, 2) and t.dr = r.cr and t.cr = r.dr
where r.kind = 4 and t.id is null
union all
select 'refund_above_transfer', format('transfer %s: %s given back of %s', t.id, g.refunded, t.amount)
from given g join ledger.transfer t on t.ledger_id = 1 and t.id = g.ref where g.refunded > t.amount
union all
select 'refund_budget_differs', format('transfer %s: budget row says %s given back, the journal says %s',
                                       coalesce(f.transfer_id, g.ref), coalesce(f.refunded, 0), coalesce(g.refunded, 0))
from ledger.refund_budget f full join given g on g.ref = f.transfer_id where f.refunded is distinct from g.refunded
