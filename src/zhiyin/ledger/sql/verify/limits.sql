-- Floors, ceilings and frozen marks are those of opening and the changes since; no head is beyond its own.
with newest as (
  select distinct on (account_id, least(kind, 7)) account_id, least(kind, 7) as kind, after from ledger.account_change
  order by account_id, least(kind, 7), n desc
), wanted as (
  select a.id,
         case when f.kind is null then a.opening_floor else f.after end as floor,
         case when c.kind is null then a.opening_ceiling else c.after end as ceiling,
         coalesce(z.after, 0) = 1 as frozen
  from ledger.account a
  left join newest f on f.account_id = a.id and f.kind = 5
  left join newest c on c.account_id = a.id and c.kind = 6
  left join newest z on z.account_id = a.id and z.kind = 7
)
select 'limit_differs', format('account %s: floor %s, ceiling %s, frozen %s; its history says %s, %s, %s', b.account_id,
                               coalesce(b.floor::text, 'none'), coalesce(b.ceiling::text, 'none'), b.frozen,
                               coalesce(w.floor::text, 'none'), coalesce(w.ceiling::text, 'none'), w.frozen)
from ledger.balance b join wanted w on w.id = b.account_id
where b.floor is distinct from w.floor or b.ceiling is distinct from w.ceiling or b.frozen <> w.frozen
union all
select 'below_floor', format('account %s: %s available, its floor is %s', b.account_id, b.posted - b.held, w.floor)
from ledger.balance b join wanted w on w.id = b.account_id where b.posted - b.held < w.floor
union all
select 'above_ceiling', format('account %s: %s posted, its ceiling is %s', b.account_id, b.posted, w.ceiling)
from ledger.balance b join wanted w on w.id = b.account_id where b.posted > w.ceiling
