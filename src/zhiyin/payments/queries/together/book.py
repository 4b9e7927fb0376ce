"""The lines that red packets, links and gifts make in a person's account book."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from zhiyin.identity import queries as identity

# Both ways, and what came back, in one statement: most people have none of them, and every page of the book asks.
SQL = """
select id, kind, other_id, amount, asset, at, note from (
  select id, 'packet_out' as kind, null::uuid as other_id, -total_minor as amount, asset, at, greeting as note
    from payments_redpacket where sender_id = %(me)s
  union all
  select s.id, 'packet_in', p.sender_id, s.amount_minor, p.asset, s.at, p.greeting
    from payments_redpacketshare s join payments_redpacket p on p.id = s.packet_id where s.person_id = %(me)s
  union all
  select return_id, 'packet_back', null, returned_minor, asset, ended_at, greeting
    from payments_redpacket where sender_id = %(me)s and return_id is not null
  union all
  select id, 'claim_out', claimer_id, -amount_minor, asset, at, note from payments_claimlink where sender_id = %(me)s
  union all
  select end_id, 'claim_in', sender_id, amount_minor, asset, ended_at, note from payments_claimlink where claimer_id = %(me)s
  union all
  select end_id, 'claim_back', null, amount_minor, asset, ended_at, note
    from payments_claimlink where sender_id = %(me)s and end_id is not null and claimer_id is null
  union all
  select p.id, 'gift_out', g.receiver_id, -p.amount_minor, g.asset, p.at, g.occasion
    from payments_giftpart p join payments_groupgift g on g.id = p.gift_id where p.person_id = %(me)s
  union all
  select p.back_id, 'gift_back', g.receiver_id, p.amount_minor, g.asset, p.back_at, g.occasion
    from payments_giftpart p join payments_groupgift g on g.id = p.gift_id where p.person_id = %(me)s and p.back_id is not null
  union all
  select given_id, 'gift_in', opener_id, total_minor, asset, ended_at, occasion
    from payments_groupgift where receiver_id = %(me)s and state = 'given'
) line
where (at, id) < (%(before_at)s, %(before_id)s) and at >= %(since)s
  and abs(amount) between %(least)s and %(most)s
  and (%(words)s = '' or abs(amount) = %(exact)s or note ilike %(like)s or other_id = any(%(people)s))
order by at desc, id desc limit %(limit)s
"""
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
LAST_ID = UUID(int=2**128 - 1)
MOST = 2**62
TITLES = {
    "packet_out": ("Red packet", "发红包"),
    "packet_in": ("Red packet from {name}", "{name}的红包"),
    "packet_back": ("Red packet came back", "红包退回"),
    "claim_out": ("Money link", "转账链接"),
    "claim_in": ("Money link from {name}", "{name}的转账链接"),
    "claim_back": ("Money link came back", "转账链接退回"),
    "gift_out": ("Gift for {name}", "送给{name}的礼物"),
    "gift_in": ("Group gift by {name}", "{name}发起的合送礼物"),
    "gift_back": ("Gift for {name} came back", "送给{name}的礼物退回"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are wanted: before that place, between those amounts and moments, with those words, that amount or one of those people."""

    before: tuple[datetime, UUID] | None = None
    since: datetime | None = None
    until: datetime | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    exact_minor: int | None = None
    words: str = ""
    people: tuple[UUID, ...] = ()
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One movement of a person's wallet. `amount_minor` is signed; `kind`: of TITLES."""

    id: UUID
    kind: str
    title_en: str
    title_zh: str
    amount_minor: int
    asset: str
    at: datetime
    note: str


def lines(person_id: UUID, asked: Asked) -> tuple[Line, ...]:
    """The newest of those lines of a person, at most `limit`. One statement, and one for names when there are any."""
    ends = [place for place in (asked.before, (asked.until, UUID(int=0)) if asked.until else None) if place]
    before = min(ends, default=(LAST, LAST_ID))
    like = asked.words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    with connection.cursor() as cursor:
        cursor.execute(
            SQL,
            {
                "me": person_id,
                "before_at": before[0],
                "before_id": before[1],
                "since": asked.since or FIRST,
                "least": asked.least_minor if asked.least_minor is not None else 0,
                "most": asked.most_minor if asked.most_minor is not None else MOST,
                "words": asked.words,
                "exact": asked.exact_minor if asked.exact_minor is not None else -1,
                "like": f"%{like}%",
                "people": list(asked.people),
                "limit": asked.limit,
            },
        )
        rows = cursor.fetchall()
    people = identity.people({row[2] for row in rows if row[2]}) if rows else {}
    return tuple(_line(row, people[row[2]].name if row[2] in people else "") for row in rows)


def _line(row: tuple[UUID, str, UUID | None, int, str, datetime, str], name: str) -> Line:
    key, kind, _, amount, asset, at, note = row
    en, zh = TITLES[kind]
    return Line(id=key, kind=kind, title_en=en.format(name=name), title_zh=zh.format(name=name), amount_minor=amount, asset=asset, at=at, note=note)
