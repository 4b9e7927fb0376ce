"""What this person sees first, and why."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from zhiyin.kit.asking import Question, Row, ask, joined
from zhiyin.learning import frequency
from zhiyin.personal import reasons, tiles
from zhiyin.personal.tiles import Tile
from zhiyin.privacy import queries as privacy
from zhiyin.profiles import queries as profiles

__all__ = ["Home", "Look", "Suggestion", "Tile", "all_tiles", "home", "look"]

PURPOSE = "personalisation"
CHANNEL = "inapp"
SUGGESTIONS_MAX = 3
DUE_MAX = 3
HABITS_READ = 40
POPULAR_READ = 30
LESS_DAYS = 28
# Nobody is reminded to drink or to smoke.
NEVER_SUGGESTED = frozenset({"alcohol", "tobacco"})

LOOK_SQL = "select theme, size, simple from personal_chosenlook where person_id = %s"

WISHES_SQL = """
select l.theme, l.size, l.simple, coalesce(a.pinned, '{}') as pinned, coalesce(a.hidden, '{}') as hidden,
       array(select d.item_id from personal_dismissed d where d.person_id = me.person_id and (d.kind = 'not_mine' or d.at > %s)) as unwanted
  from (select %s::uuid as person_id) me
  left join personal_chosenlook l using (person_id) left join personal_arrangement a using (person_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How pages look: theme light | dark | auto | contrast, text size 1–4, simple mode."""

    theme: str = "auto"
    size: int = 2
    simple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something the person may need, with the sentence that says why."""

    item_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first page: visible tiles in order, at most three suggestions, at most three things that are due.

    `due_first`: the person shops every week or so, and what is due deserves the first place below the tiles. `look`: as `look` tells it.
    """

    tiles: tuple[Tile, ...]
    suggestions: tuple[Suggestion, ...] = ()
    due: tuple[Suggestion, ...] = ()
    due_first: bool = False
    look: Look = Look()


def look(person_id: UUID) -> Look:
    """The person's chosen look; the default for who never chose. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK_SQL, [person_id])
        row = cursor.fetchone()
    return Look(theme=row[0], size=row[1], simple=row[2]) if row else Look()


def home(person_id: UUID, *, at: datetime, language: str) -> Question[Home]:
    """What the person's first page shows now. One statement; one more for a newcomer, who is shown what many people buy.

    Simple mode: the three big deeds and nothing else. Without the consent "personalisation": the same order for everybody, nothing suggested.
    """
    habits = profiles.named_habits(person_id, language=language, limit=HABITS_READ)
    asked = (_wishes(person_id, at - timedelta(days=LESS_DAYS)), _rhythm(person_id), habits)
    return joined(asked, lambda wishes, rhythm, mine: _home(wishes, rhythm, mine, at=at, language=language))


def all_tiles(person_id: UUID, *, language: str) -> tuple[Tile, ...]:
    """Every tile in the person's order, hidden ones marked: for the page where they are arranged. One statement."""
    question = joined((_wishes(person_id, None), _rhythm(person_id)), lambda wishes, rhythm: _arranged(wishes, rhythm, language))
    with connection.cursor() as cursor:
        return ask(cursor, question)


@dataclass(frozen=True, slots=True)
class _Wishes:
    look: Look
    pinned: dict[str, int]
    hidden: list[str]
    unwanted: frozenset[str]


def _home(wishes: _Wishes, rhythm: profiles.Rhythm | None, mine: tuple[profiles.NamedHabit, ...], *, at: datetime, language: str) -> Home:
    if wishes.look.simple:
        return Home(tiles=tiles.simple(language), look=wishes.look)
    shown = tuple(tile for tile in _arranged(wishes, rhythm, language) if not tile.hidden)
    if rhythm is None:
        return Home(tiles=shown, look=wishes.look)
    due, suggestions = _chosen(mine, wishes.unwanted, today=rhythm.day(at), language=language)
    return Home(tiles=shown, suggestions=suggestions, due=due, due_first=tiles.shops_weekly(_use(rhythm)), look=wishes.look)


def _wishes(person_id: UUID, less_since: datetime | None) -> Question[_Wishes]:
    """What the person has chosen. What they wanted less of counts when they said so after `less_since`."""
    return Question(((WISHES_SQL, (less_since, person_id)),), _read_wishes)


def _read_wishes(rows: list[Row]) -> _Wishes:
    row = rows[0]
    chosen = Look(theme=row["theme"], size=row["size"], simple=row["simple"]) if row["theme"] else Look()
    return _Wishes(chosen, row["pinned"], row["hidden"], frozenset(row["unwanted"]))


def _rhythm(person_id: UUID) -> Question[profiles.Rhythm | None]:
    """What may be used to fit the page to the person; None when they do not want that."""
    asked = (privacy.allowing(person_id, PURPOSE, channel=CHANNEL), profiles.rhythm(person_id))
    return joined(asked, lambda allowed, rhythm: rhythm if allowed else None)


def _use(rhythm: profiles.Rhythm) -> tiles.Use:
    return tiles.Use(payments=rhythm.payments, transfers=rhythm.transfers, shops_every=rhythm.shops_every)


def _arranged(wishes: _Wishes, rhythm: profiles.Rhythm | None, language: str) -> tuple[Tile, ...]:
    ranked = tiles.fitting(_use(rhythm), language) if rhythm else tiles.usual(language)
    return tiles.arranged(ranked, pinned=wishes.pinned, hidden=wishes.hidden, language=language)


def _chosen(
    habits: tuple[profiles.NamedHabit, ...], unwanted: frozenset[str], *, today: date, language: str
) -> tuple[tuple[Suggestion, ...], tuple[Suggestion, ...]]:
    """What is due, and what else to suggest, best first."""
    mine = {one.item_id: one for one in habits}
    wanted = [_habit(one, today) for one in mine.values() if one.item_id not in unwanted and one.category not in NEVER_SUGGESTED]
    ranked = frequency.ranked(wanted, {}, as_of=today, limit=HABITS_READ)
    due_keys = {habit.key for habit in wanted if frequency.is_due(habit, as_of=today)}
    due = [choice for choice in ranked if choice.key in due_keys][:DUE_MAX]
    rest = [choice for choice in ranked if choice not in due][:SUGGESTIONS_MAX]
    names = {key: one.name for key, one in mine.items()}
    if len(rest) < SUGGESTIONS_MAX:
        popular = {one.item_id: one for one in profiles.popular_items(POPULAR_READ, language) if _may_suggest(one, unwanted | set(mine))}
        rest += frequency.ranked([], {key: one.people for key, one in popular.items()}, as_of=today, limit=SUGGESTIONS_MAX - len(rest))
        names |= {key: one.name for key, one in popular.items()}
    return _told(due, names, language), _told(rest, names, language)


def _may_suggest(item: profiles.Popular, passed_over: frozenset[str]) -> bool:
    return bool(item.name) and item.item_id not in passed_over and item.category not in NEVER_SUGGESTED


def _habit(known: profiles.NamedHabit, today: date) -> frequency.Habit:
    return frequency.Habit(key=known.item_id, n=known.n, last_day=known.last_day, decayed=known.decayed_at(today), gaps=known.gaps)


def _told(choices: list[frequency.Choice], names: dict[str, str], language: str) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(item_id=choice.key, name=names[choice.key], why=reasons.why(choice.reason, names[choice.key], language)) for choice in choices
    )
