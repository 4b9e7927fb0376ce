"""What friends let a person see of what they do with friends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.payments import models

SHOWN = 50
# Whoever received the money is named only to those who may see that of them, too.
SQL = """
select t.id, t.sender_id, t.recipient_id, case when s.amounts then t.amount_minor end, t.asset, t.note, t.at,
       t.recipient_id = %(me)s or exists (
         select 1 from payments_viewer w join payments_sharing r on r.person_id = w.person_id and r.shown
          where w.person_id = t.recipient_id and w.viewer_id = %(me)s and t.at >= greatest(r.since, w.at))
  from payments_viewer v
  join payments_sharing s on s.person_id = v.person_id and s.shown
  join payments_transfer t on t.sender_id = v.person_id and t.at >= greatest(s.since, v.at)
 where v.viewer_id = %(me)s order by t.at desc, t.id desc limit %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """A friend sent money to somebody. `to_name` is empty when that somebody is not to be named; `amount_minor` None when it is not to be seen."""

    id: UUID
    name: str
    to_name: str
    to_me: bool
    amount_minor: int | None
    asset: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """What a person lets others see: nothing, unless `shown`; then these `viewers` see it."""

    shown: bool
    amounts: bool
    viewers: tuple[Person, ...]


def feed(person_id: UUID) -> tuple[FeedItem, ...]:
    """The newest of what friends let this person see. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"me": person_id, "limit": SHOWN})
        rows = cursor.fetchall()
    people = identity.people({each for row in rows for each in (row[1], row[2])}) if rows else {}
    return tuple(
        FeedItem(
            id=key,
            name=people[sender].name if sender in people else "",
            to_name=people[recipient].name if named and recipient in people else "",
            to_me=recipient == person_id,
            amount_minor=amount,
            asset=asset,
            note=note,
            at=at,
        )
        for key, sender, recipient, amount, asset, note, at, named in rows
    )


def feed_settings(person_id: UUID) -> FeedSettings:
    """What this person lets others see. Three statements."""
    row = models.Sharing.objects.filter(person_id=person_id).first()
    ids = list(models.Viewer.objects.filter(person_id=person_id).values_list("viewer_id", flat=True))
    people = identity.people(ids) if ids else {}
    viewers = tuple(sorted(people.values(), key=lambda each: each.handle))
    return FeedSettings(shown=row.shown if row else False, amounts=row.amounts if row else False, viewers=viewers)
