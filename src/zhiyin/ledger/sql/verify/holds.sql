-- Holds follow from the journal: what was held, captured and voided; each account's held sum is what is left of its open holds.
with made as (
  select id, dr, cr, amount from ledger.transfer where kind = 1
), used as (
  select ref, sum(amount) filter (where kind = 2)::bigint as captured, sum(amount) filter (where kind = 3)::bigint as voided,
         count(*) filter (where kind = 3) as voids
  from ledger.transfer where kind in (2, 3) group by ref
), story as (
  select m.*, coalesce(u.captured, 0) as captured, u.voided,
         case when u.voids > 0 then 2 when u.captured = m.amount then 1 else 0 end as state
  from made m left join used u on u.ref = m.id
), held as (
  select dr as account, sum(amount - captured)::bigint as held from story where state = 0 group by dr
)
select 'hold_without_row', format('hold %s is in the journal, but has no row', s.id)
from story s left join ledger.hold h on h.ledger_id = 1 and h.id = s.id where h.id is null
union all
select 'hold_without_journal', format('hold %s has a row, but is not in the journal', h.id)
from ledger.hold h left join made m on m.id = h.id where m.id is null
union all
select 'hold_differs', format('hold %s: row says %s of %s captured, state %s; the journal says %s of %s, state %s',
                              h.id, h.captured, h.amount, h.state, s.captured, s.amount, s.state)
from ledger.hold h join story s on s.id = h.id
where h.captured <> s.captured or h.amount <> s.amount or h.state <> s.state or h.dr <> s.dr or h.cr <> s.cr
union all
select 'hold_overdrawn', format('hold %s: %s held, but %s captured and %s voided', id, amount, captured, coalesce(voided, 0))
from story where captured + coalesce(voided, 0) > amount or (state = 2 and captured + voided <> amount)
union all
select 'held_differs', format('account %s: holds %s, its open holds sum to %s', b.account_id, b.held, coalesce(h.held, 0))
from ledger.balance b left join held h on h.account = b.account_id where b.held <> coalesce(h.held, 0)
union all
select 'capture_strays', format('transfer %s captures or voids %s, which is no hold from %s to %s', t.id, t.ref, t.dr, t.cr)
from ledger.transfer t left join made m on m.id = t.ref and m.dr = t.dr and m.cr = t.cr where t.kind in (2, 3) and m.id is null
