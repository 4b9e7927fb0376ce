-- Habits from a run of payments, in one statement. Only people whose habits may be learned are in the arrays.
-- p: payments in the order of their facts (seq, person, merchant, at, day, hour, weight); l: their lines (seq, item, amount).
-- A day counts once: a line adds to `n` unless its day is the latest day known so far, where "so far" is the stored day or an earlier row of this run.
-- So the result is the same however the facts are cut into runs. (lateral … limit 1: look the rows up by key, whatever the table has grown to.)
with p as (
  select * from unnest(%(seq)s::int[], %(person)s::uuid[], %(merchant)s::uuid[], %(at)s::timestamptz[], %(day)s::date[], %(hour)s::int[],
                       %(weight)s::numeric[], %(amount)s::bigint[]) as p(seq, person_id, merchant_id, at, day, hour, weight, amount)
), l as (
  select * from unnest(%(line_seq)s::int[], %(line_item)s::text[], %(line_amount)s::bigint[]) as l(seq, item_id, amount)
), sold as (
  select seq, item_id, sum(amount) as amount from l group by seq, item_id
), by_category as (
  select seq, category, sum(amount) as amount from (
    select s.seq, coalesce(nullif(i.category, ''), 'other') as category, s.amount from sold s left join profiles_item i using (item_id)
    union all
    select p.seq, coalesce(m.category, 'other'), p.amount from p left join profiles_merchantfact m using (merchant_id)
     where p.seq not in (select seq from sold)
    union all
    select p.seq, '*', p.amount from p) parts
   group by seq, category
), item_days as (
  select p.person_id, s.item_id, p.seq, p.at, p.day, p.weight, s.amount,
         greatest(h.last_day, max(p.day) over (partition by p.person_id, s.item_id order by p.seq rows between unbounded preceding and 1 preceding)) as before
    from sold s join p using (seq)
    left join lateral (select last_day from profiles_personitem where person_id = p.person_id and item_id = s.item_id limit 1) h on true
), category_days as (
  select p.person_id, c.category, p.seq, p.at, p.day, p.weight, c.amount,
         greatest(h.last_day, max(p.day) over (partition by p.person_id, c.category order by p.seq rows between unbounded preceding and 1 preceding)) as before
    from by_category c join p using (seq) left join profiles_personcategory h on h.person_id = p.person_id and h.category = c.category
), items as (
  insert into profiles_personitem as old (person_id, item_id, n, first_at, last_at, last_day, weight, gaps, spend_minor)
  select person_id, item_id, count(*) filter (where day is distinct from before), min(at), max(at), max(day),
         coalesce(sum(weight) filter (where day is distinct from before), 0),
         coalesce((array_agg(least(day - before, 32767) order by seq desc) filter (where day > before))[:12], '{}')::smallint[], sum(amount)
    from item_days group by person_id, item_id
  on conflict (person_id, item_id) do update
     set n = old.n + excluded.n, first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at),
         last_day = greatest(old.last_day, excluded.last_day), weight = old.weight + excluded.weight,
         gaps = (excluded.gaps || old.gaps)[:12], spend_minor = old.spend_minor + excluded.spend_minor
), hours as (
  insert into profiles_personhour as old (person_id, hour, n)
  select person_id, hour, count(*) from p group by person_id, hour
  on conflict (person_id, hour) do update set n = old.n + excluded.n
)
insert into profiles_personcategory as old (person_id, category, n, first_at, last_at, last_day, weight, gaps, spend_minor)
select person_id, category, count(*) filter (where day is distinct from before), min(at), max(at), max(day),
       coalesce(sum(weight) filter (where day is distinct from before), 0),
       coalesce((array_agg(least(day - before, 32767) order by seq desc) filter (where day > before))[:12], '{}')::smallint[], sum(amount)
  from category_days group by person_id, category
on conflict (person_id, category) do update
   set n = old.n + excluded.n, first_at = least(old.first_at, excluded.first_at), last_at = greatest(old.last_at, excluded.last_at),
       last_day = greatest(old.last_day, excluded.last_day), weight = old.weight + excluded.weight,
       gaps = (excluded.gaps || old.gaps)[:12], spend_minor = old.spend_minor + excluded.spend_minor
