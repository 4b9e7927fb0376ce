-- Everything that happened was told exactly once, as what it was, and nothing else was told.
with happened as (
  select id, kind from ledger.transfer union all select id, kind from ledger.account_change
), told as (
  select ref, count(*) as times, min(kind) as kind from ledger.event group by ref
)
select case when t.ref is null then 'event_missing' when h.id is null then 'event_strays' when t.times > 1 then 'event_doubled' else 'event_differs' end,
       format('%s: kind %s happened, kind %s told %s times', coalesce(h.id, t.ref), coalesce(h.kind::text, 'none'), coalesce(t.kind::text, 'none'),
              coalesce(t.times, 0))
from happened h full join told t on t.ref = h.id
where h.id is null or t.ref is null or t.times > 1 or h.kind <> t.kind
