"""What is said of a movement."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from zhiyin.ledger.queries import Entry
from zhiyin.wallets.queries import Exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a movement is called: who was at its other end, or what it was. `kind`: of CODES; a transfer is transfer_in or transfer_out.

    `other`: who or what is at its other end, when the title says more than that. `way`: how it went, of WAYS; `through`: which card, account or
    address; `reference`: what a chain calls it. Minor units: `fee_minor` is in the amount, `discount_minor` was taken off before, `covered_minor` of
    a payment came from the card `through`. `about_id`: the payment that a refund gives back, the withdrawal that was paid or came back. `exchange`:
    what was given for what at which rate.
    """

    kind: str
    title_en: str
    title_zh: str
    other_en: str = ""
    other_zh: str = ""
    handle: str = ""
    note: str = ""
    category: str = ""
    way: str = ""
    through: str = ""
    reference: str = ""
    fee_minor: int = 0
    discount_minor: int = 0
    covered_minor: int = 0
    about_id: UUID | None = None
    exchange: Exchange | None = None

    def title(self, language: str) -> str:
        """The name in that language; the English one when there is no Chinese."""
        return self.title_zh or self.title_en if language.lower().startswith("zh") else self.title_en

    def other(self, language: str) -> str:
        """Who or what is at the other end, in that language."""
        chinese = language.lower().startswith("zh")
        return (self.other_zh or self.other_en if chinese else self.other_en) or self.title(language)


# balance: within this wallet · qr: a code for one payment · shown: the payer's own code at a till · card · bank · demo: made-up money · link ·
# packet: a red packet · gift: of several · exchange · chain · house: those who run this wallet gave it.
WAYS = ("balance", "qr", "shown", "card", "bank", "demo", "link", "packet", "gift", "exchange", "chain", "house")

Mine = dict[UUID, Entry]
Named = Iterator[tuple[UUID, Told]]
Both = tuple[str, str]  # in English, in Chinese


def tell(kind: str, title: Both, *, way: str, other: Both = ("", ""), note: str = "") -> Told:
    """The words of a movement. No SQL."""
    return Told(kind=kind, title_en=title[0], title_zh=title[1], other_en=other[0], other_zh=other[1], way=way, note=note)
