"""The ways in which a payment can be paid, the person's own first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.funding.queries import Method
from zhiyin.kit.errors import Refusal
from zhiyin.payments import services as paying
from zhiyin.wallets.queries import Wallet
from zhiyin.wallets.services import too_little
from zhiyin.web import forms

ALL = "all:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to pay. `kind`: balance (with what is missing from the first card, if that is allowed) | part (the card brings what is missing) | all.

    `value` is what the form sends; `amount_minor` is what the card `name` brings.
    """

    kind: str
    value: str = ""
    name: str = ""
    amount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What can be chosen for a payment: `ways`, the usual one first.

    `missing_minor`: what the balance lacks; `automatic`: the first card may bring that. `asked`: what was asked of a card for this payment before.
    """

    ways: tuple[Way, ...]
    missing_minor: int
    automatic: bool
    first_card: str
    asked: funds.Charge | None

    @property
    def said_no(self) -> bool:
        """Whether a card that was asked for this payment refused: it is not asked again, and the next one is asked under another key."""
        return self.asked is not None and self.asked.state == "failed"

    def lack(self, wallet: Wallet, amount_minor: int | None) -> Refusal | None:
        """What paying would be refused with now: the balance is the only way, and not enough."""
        if len(self.ways) > 1 or self.automatic or self.asked:
            return None
        return too_little(wallet.available_minor, amount_minor, asset=wallet.asset)


def choice(person_id: UUID, amount_minor: int, *, available_minor: int, key: UUID | None) -> Choice:
    """How the person can pay that much, if `key` was not tried before; else what became of that, too. Three statements."""
    asked = funds.cover_of(key, for_person=person_id) if key else None
    missing = max(amount_minor - available_minor, 0)
    cards = funds.cards(person_id) if amount_minor and not (asked and asked.state == "waiting") else ()
    liked = funds.choices(person_id) if cards else funds.Choices()
    automatic = bool(missing and cards and liked.automatic)
    found = _ways(cards, amount_minor=amount_minor, missing_minor=0 if automatic else missing)
    if liked.card_first:
        found = sorted(found, key=lambda way: way.value != f"{ALL}{cards[0].id}")
    return Choice(ways=tuple(found), missing_minor=missing, automatic=automatic, first_card=cards[0].name if cards else "", asked=asked)


def cover(value: str, **terms: Any) -> Callable[[], bool]:
    """What brings money for the way that the form sent: a card for what is missing, or for all of it. Unknown ways are the balance."""
    whole = value.startswith(ALL)
    bring = partial(funding.cover, method_id=forms.read_id(value.removeprefix(ALL)), whole=whole, **terms)
    return paying.CardFirst(bring) if whole else bring


def _ways(cards: Sequence[Method], *, amount_minor: int, missing_minor: int) -> list[Way]:
    part = [Way(kind="part", value=str(each.id), name=each.name, amount_minor=missing_minor) for each in cards] if missing_minor else []
    whole = [Way(kind="all", value=f"{ALL}{each.id}", name=each.name, amount_minor=amount_minor) for each in cards]
    return [*(part or [Way(kind="balance")]), *whole]
