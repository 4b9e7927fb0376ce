-- Months and plain figures from a run of payments, in one statement. Lines count under their item's category; what the lines do not
-- explain (a payment without lines, a fee) counts under the merchant's, so the months always add up to what was paid.
with p as (
  select * from unnest(%(seq)s::int[], %(person)s::uuid[], %(merchant)s::uuid[], %(at)s::timestamptz[], %(month)s::date[], %(asset)s::text[],
                       %(amount)s::bigint[]) as p(seq, person_id, merchant_id, at, month, asset, amount)
), l as (
  select seq, item_id, amount from unnest(%(line_seq)s::int[], %(line_item)s::text[], %(line_amount)s::bigint[]) as l(seq, item_id, amount)
), explained as (
  select seq, sum(amount) as amount from l group by seq
), parts as (
  select l.seq, coalesce(nullif(i.category, ''), 'other') as category, l.amount, l.seq as counted from l left join profiles_item i using (item_id)
  union all
  select p.seq, coalesce(m.category, 'other'), p.amount - coalesce(e.amount, 0), case when e.seq is null then p.seq end
    from p left join explained e using (seq) left join profiles_merchantfact m using (merchant_id)
   where p.amount is distinct from e.amount
), states as (
  insert into profiles_personstate as old (person_id, timezone, learning, payments, transfers, first_at, last_at)
  select person_id, 'UTC', false, count(*), 0, min(at), max(at) from p group by person_id
  on conflict (person_id) do update
     set payments = old.payments + excluded.payments, first_at = least(old.first_at, excluded.first_at),
         last_at = greatest(old.last_at, excluded.last_at)
)
insert into profiles_spendmonth as old (person_id, month, category, asset, amount_minor, payments)
select p.person_id, p.month, parts.category, p.asset, sum(parts.amount), count(distinct parts.counted)
  from parts join p using (seq) group by p.person_id, p.month, parts.category, p.asset
on conflict (person_id, month, category, asset) do update
   set amount_minor = old.amount_minor + excluded.amount_minor, payments = old.payments + excluded.payments
