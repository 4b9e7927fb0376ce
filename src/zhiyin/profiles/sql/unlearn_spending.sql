-- What was given back leaves the month in which it was paid, in one statement: each line's part from its item's category, what the lines do
-- not explain from the merchant's. It stays a payment, and a habit: the person did go there.
with p as (
  select * from unnest(%(seq)s::int[], %(person)s::uuid[], %(merchant)s::uuid[], %(month)s::date[], %(asset)s::text[], %(amount)s::bigint[])
    as p(seq, person_id, merchant_id, month, asset, amount)
), l as (
  select seq, item_id, amount from unnest(%(line_seq)s::int[], %(line_item)s::text[], %(line_amount)s::bigint[]) as l(seq, item_id, amount)
), explained as (
  select seq, sum(amount) as amount from l group by seq
), parts as (
  select l.seq, coalesce(nullif(i.category, ''), 'other') as category, l.amount from l left join profiles_item i using (item_id)
  union all
  select p.seq, coalesce(m.category, 'other'), p.amount - coalesce(e.amount, 0)
    from p left join explained e using (seq) left join profiles_merchantfact m using (merchant_id)
   where p.amount is distinct from e.amount
)
insert into profiles_spendmonth as old (person_id, month, category, asset, amount_minor, payments)
select p.person_id, p.month, parts.category, p.asset, -sum(parts.amount), 0
  from parts join p using (seq) group by p.person_id, p.month, parts.category, p.asset
on conflict (person_id, month, category, asset) do update set amount_minor = old.amount_minor + excluded.amount_minor
