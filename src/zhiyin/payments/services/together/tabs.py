"""Running tabs: members note what they paid for all; when it is settled, who is owed asks who owes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.payments.models import MoneyRequest, Tab, TabEntry
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.together import tab as tab_of
from zhiyin.payments.services.pay import UnknownPerson
from zhiyin.payments.services.together import requests
from zhiyin.wallets import queries as wallet_queries
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import KeyReused, check_amount

OTHERS_MAX = 20


class NobodyOnTheTab(Refusal):
    """A tab is for its owner and one to twenty others, and has a name."""

    code = "nobody_on_the_tab"


class NoSuchTab(Refusal):
    """The person is not a member of that tab, or did not open it."""

    code = "no_such_tab"
    status = 404


class TabClosed(Refusal):
    """The tab was settled."""

    code = "tab_closed"
    status = 409


class NothingOwed(Refusal):
    """Nobody owes anybody anything."""

    code = "nothing_owed"


def open_tab(*, key: UUID, owner_id: UUID, name: str, handles: Sequence[str], at: datetime) -> UUID:
    """The owner and these people run a tab of that name; answers its id. No money moves.

    Raises `UnknownPerson`, `NobodyOnTheTab`, `BadNote`, `KeyReused`.
    Repeats: the same key with the same content opens one tab; with other content it is refused.
    """
    title, members = checked_note(name), list(dict.fromkeys([owner_id, *map(_person, handles[: OTHERS_MAX + 2])]))
    if not title or not 2 <= len(members) <= OTHERS_MAX + 1:
        raise NobodyOnTheTab(most=OTHERS_MAX)
    wanted = Tab(id=key, owner_id=owner_id, name=title, members=members, asset=wallet_queries.default_asset(), at=at)
    return wallets.together(lambda: _open(wanted))


def add_to_tab(  # noqa: PLR0913  an entry has this many terms, all by name
    tab_id: UUID, *, key: UUID, payer_id: UUID, amount_minor: int, at: datetime, note: str = ""
) -> None:
    """It is noted that this member paid that much for all, elsewhere: no money moves.

    Units: minor. Raises `NoSuchTab`, `TabClosed`, `BadAmount`, `BadNote`, `KeyReused`. Repeats: the same key with the same content notes it once.
    """
    check_amount(amount_minor)
    wanted = TabEntry(id=key, tab_id=tab_id, payer_id=payer_id, amount_minor=amount_minor, note=checked_note(note), at=at)
    wallets.together(lambda: _add(wanted))


def settle_tab(tab_id: UUID, *, owner_id: UUID, at: datetime) -> None:
    """The tab is closed, and each who is owed has asked those who owe: `MoneyRequested` is told of each. No money moves before they pay.

    Raises `NoSuchTab`, `NothingOwed`, `TooManyRequests`. Repeats: nothing changes.
    """
    wallets.together(lambda: _settle(tab_id, owner_id, at))


def _open(wanted: Tab) -> UUID:
    if first := Tab.objects.filter(id=wanted.id).first():
        if any(getattr(first, name) != getattr(wanted, name) for name in ("owner_id", "name", "members", "asset")):
            raise KeyReused
        return first.id
    wanted.save(force_insert=True)
    return wanted.id


def _add(wanted: TabEntry) -> None:
    row = _locked(wanted.tab_id, wanted.payer_id)
    if first := TabEntry.objects.filter(id=wanted.id).first():
        if any(getattr(first, name) != getattr(wanted, name) for name in ("tab_id", "payer_id", "amount_minor", "note")):
            raise KeyReused
        return
    if row.closed_at:
        raise TabClosed
    wanted.save(force_insert=True)


def _settle(tab_id: UUID, owner_id: UUID, at: datetime) -> None:
    row = _locked(tab_id, owner_id)
    if row.owner_id != owner_id:
        raise NoSuchTab
    if row.closed_at:
        return
    told = tab_of(tab_id, for_person=owner_id)
    if told is None or not told.owed:
        raise NothingOwed
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    for each in told.owed:
        requests.put(
            MoneyRequest(
                id=derived("settling a tab", row.id, each.debtor_id, each.creditor_id),
                asker_id=each.creditor_id,
                payer_id=each.debtor_id,
                amount_minor=each.amount_minor,
                asset=row.asset,
                note=row.name,
                at=at,
            )
        )


def _locked(tab_id: UUID, member_id: UUID) -> Tab:
    row = Tab.objects.select_for_update(no_key=True).filter(id=tab_id, members__contains=[member_id]).first()
    if row is None:
        raise NoSuchTab
    return row


def _person(handle: str) -> UUID:
    person = identity.by_handle(handle[:60])
    if person is None:
        raise UnknownPerson(handle=handle.strip().lstrip("@")[:30])
    return person.id
