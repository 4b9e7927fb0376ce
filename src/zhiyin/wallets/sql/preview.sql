-- What people did in a month that a rule speaks of: those deeds, in order, whose bucket (or who by themselves) go past the rule. One asset.
with done as (
  select w.owner_id, t.id, coalesce(t.effective_at, t.at) as at, t.amount, t.code,
         date_trunc(%(unit)s, coalesce(t.effective_at, t.at) at time zone %(zone)s) as bucket
  from wallets_wallet w
  left join lateral (select s.tier, s.minor_until from wallets_standing s where s.person_id = w.owner_id order by s.at desc, s.id desc limit 1) s on true
  join ledger.transfer t on t.dr = w.account_id
  where w.kind = 'person' and w.asset = any (%(assets)s) and t.code = any (%(codes)s)
    and t.at >= %(since)s and coalesce(t.effective_at, t.at) >= %(since)s and coalesce(t.effective_at, t.at) < %(until)s
    and (t.kind = 0 or (t.kind = 1 and not exists (select from ledger.hold h where h.ledger_id = t.ledger_id and h.id = t.id and h.state = 2 and h.captured = 0)))
    and (%(payees)s::bigint[] is null or t.cr = any (%(payees)s::bigint[]))
    and case %(scope)s when 'person' then w.owner_id = %(person)s::uuid when 'tier' then coalesce(s.tier, 'standard') = %(tier)s
        when 'minors' then coalesce(s.minor_until > %(today)s::date, false) else true end
), summed as (
  select done.*, sum(amount) over (partition by owner_id, bucket) as total,
         count(*) over (partition by owner_id, bucket) as times
  from done
)
select owner_id, id, at, amount, code, bucket from summed
where case %(measure)s when 'each' then amount > %(most)s when 'day' then total > %(most)s when 'month' then total > %(most)s
      when 'hourly' then times > %(most)s when 'daily' then times > %(most)s else true end
order by owner_id, bucket, at, id limit %(limit)s
