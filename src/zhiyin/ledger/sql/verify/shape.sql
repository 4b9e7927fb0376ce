-- Each journal row is of a known kind, numbered exactly when it moves money, and names its origin when it follows one.
select 'kind_unknown', format('transfer %s is of kind %s', id, kind) from ledger.transfer where kind not between 0 and 4
union all
select 'numbers_stray', format('transfer %s of kind %s is numbered %s and %s', id, kind, coalesce(dr_n::text, 'not'), coalesce(cr_n::text, 'not'))
from ledger.transfer where (kind in (1, 3)) <> (dr_n is null) or (dr_n is null) <> (cr_n is null)
union all
select 'origin_missing', format('transfer %s of kind %s names no origin', id, kind) from ledger.transfer where kind in (2, 3, 4) and ref is null
