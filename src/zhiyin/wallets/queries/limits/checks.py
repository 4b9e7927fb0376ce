"""Whether what was counted is what the journal tells."""

from datetime import datetime

from django.db import connection

from zhiyin.kit.ids import derived
from zhiyin.wallets import judging, models
from zhiyin.wallets.judging import OUT, PAYMENT
from zhiyin.wallets.queries.holdings import Difference
from zhiyin.wallets.queries.limits import rules as known

# A payment that was judged just before a rule (or a day) began may be booked just after; nothing takes longer than this.
GRACE_SECONDS = 10
# What the row should say: what the journal had of the window when the row was begun, and everything booked since; then without the grace.
SQL = """
select u.day, coalesce(sum(l.minor) filter (where l.at >= u.day_start), 0),
       coalesce(sum(l.minor) filter (where l.at >= u.day_start + grace and l.calm), 0),
       u.month, coalesce(sum(l.minor), 0), coalesce(sum(l.minor) filter (where l.at >= u.month_start + grace and l.calm), 0)
from wallets_limitusage u
cross join make_interval(secs => %(grace)s) grace
join wallets_wallet w on w.owner_id = u.person_id and w.asset = u.asset
left join lateral (
  select case when j.booked_at >= u.counted_from then greatest(j.at, u.month_start) else j.at end as at, j.minor,
         j.booked_at < u.counted_from or j.booked_at >= u.counted_from + grace as calm
  from wallets_left(w.account_id, u.deed, u.month_start, %(until)s) j
) l on true
where u.person_id = %(person)s and u.asset = %(asset)s and u.deed = %(deed)s
group by u.day, u.month
"""


def usage_differences(*, at: datetime | None = None) -> tuple[Difference, ...]:
    """People's rows of the day (the database's, if no moment is given) whose sums are not the journal's; empty when all is well.

    Three statements, and four a row. A row begun for rules that count no longer is passed over: it is counted anew before it judges anybody.
    """
    at = at or _now()
    when = judging.windows(at, known.zone())
    rows = models.LimitUsage.objects.filter(day_start=when.day[0], month_start=when.month[0])
    found = []
    for person_id, asset, deed, basis in rows.values_list("person_id", "asset", "deed", "basis").iterator():
        standing, personal = known.personal(person_id, at)
        kind = PAYMENT if deed == OUT else deed
        bound = judging.binding([*known.general(at).rules, *personal], kind=kind, asset=asset, standing=standing)
        if known.basis(bound, deed) != basis:
            continue
        with connection.cursor() as cursor:
            cursor.execute(SQL, {"person": person_id, "asset": asset, "deed": deed, "until": when.month[1], "grace": GRACE_SECONDS})
            row = cursor.fetchone()
        if row and not (row[2] <= row[0] <= row[1] and row[5] <= row[3] <= row[4]):
            found.append(Difference(kind="limit_usage_differs", id=derived("limit usage", person_id, asset, deed)))
    return tuple(found)


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        moment: datetime = cursor.fetchone()[0]
    return moment
