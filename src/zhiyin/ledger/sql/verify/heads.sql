-- Each account's head equals what its journal sums to.
with entry as (
  select dr as account, -amount as amount, at from ledger.transfer where dr_n is not null
  union all
  select cr, amount, at from ledger.transfer where cr_n is not null
), summed as (
  select account, sum(amount)::bigint as posted, count(*) as n, max(at) as last_at from entry group by account
), compared as (
  select b.account_id, b.posted, b.n, b.last_at, coalesce(s.posted, 0) as want, coalesce(s.n, 0) as want_n, coalesce(s.last_at, '-infinity') as want_at
  from ledger.balance b left join summed s on s.account = b.account_id
)
select 'balance_differs', format('account %s: balance %s, its journal sums to %s', account_id, posted, want) from compared where posted <> want
union all
select 'count_differs', format('account %s: says %s entries, its journal has %s', account_id, n, want_n) from compared where n <> want_n
union all
select 'last_moment_differs', format('account %s: says last booked %s, its journal %s', account_id, last_at, want_at) from compared where last_at < want_at
