"""How fast each provider may be used, and when it is left alone."""

from datetime import datetime, timedelta

from django.db import connection

from zhiyin.channels.models import Pace

# One statement, so that couriers at once never send more than the limit.
TAKE_SQL = """
insert into channels_pace (provider, minute, letters, reason) values (%(provider)s, date_trunc('minute', %(at)s::timestamptz), 1, '')
on conflict (provider) do update set
  letters = case when channels_pace.minute = excluded.minute then channels_pace.letters + 1 else 1 end, minute = excluded.minute
  where (channels_pace.rests_until is null or channels_pace.rests_until <= %(at)s)
    and (%(most)s = 0 or channels_pace.minute <> excluded.minute or channels_pace.letters < %(most)s)
returning letters
"""


def take(provider: str, *, per_minute: int, at: datetime) -> bool:
    """Whether the provider may be given one more letter now; it is counted. `per_minute` 0: as many as there are. Repeats: one more letter."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_SQL, {"provider": provider, "most": per_minute, "at": at})
        return cursor.fetchone() is not None


def rest(provider: str, *, until: datetime, reason: str) -> None:
    """Nobody gives the provider a letter before `until`. Repeats: the same."""
    Pace.objects.filter(provider=provider).update(rests_until=until, reason=reason[:40])


def free_at(providers: tuple[str, ...], *, at: datetime) -> datetime:
    """When the first of these providers may be asked again. Repeats: the same."""
    rests = {row.provider: row.rests_until for row in Pace.objects.filter(provider__in=providers)}
    minute = at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    waits = [until if until and until > at else minute for until in (rests.get(provider) for provider in providers)]
    return min(waits, default=minute)
