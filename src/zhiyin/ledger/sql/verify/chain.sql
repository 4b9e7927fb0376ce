-- Each account's entries follow from one another: number + 1, balance + amount, a later moment.
with entry as (
  select dr as account, dr_n as n, -amount as amount, dr_bal as bal, at, id from ledger.transfer where dr_n is not null
  union all
  select cr, cr_n, amount, cr_bal, at, id from ledger.transfer where cr_n is not null
), chained as (
  select *, lag(bal, 1, 0::bigint) over w as bal_before, lag(n, 1, 0::bigint) over w as n_before, lag(at, 1, '-infinity') over w as at_before
  from entry window w as (partition by account order by n, at)
), broken as (
  select * from chained where n <> n_before + 1 or bal <> bal_before + amount or at <= at_before
)
select 'numbers_gap', format('account %s: entry %s (transfer %s) follows entry %s', account, n, id, n_before) from broken where n <> n_before + 1
union all
select 'running_balance', format('account %s, entry %s (transfer %s): balance %s, but %s before it and %s moved', account, n, id, bal, bal_before, amount)
from broken where bal <> bal_before + amount
union all
select 'moment_not_later', format('account %s, entry %s (transfer %s): booked %s, not after %s', account, n, id, at, at_before)
from broken where at <= at_before
