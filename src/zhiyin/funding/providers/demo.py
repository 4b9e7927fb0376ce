"""A pretend card company for demonstrations: no card, no bank, no network. It says so on its page."""

from urllib.parse import urlencode
from uuid import UUID

from zhiyin.funding.models import DemoVisit
from zhiyin.funding.providers.protocol import Answer, BadSignature, Called, CardToken, Visit, Wanted

# What each pretend card does when it is charged; "late" is decided when the company is asked again.
CARDS = {"works": "4242", "declined": "0002", "late": "3155"}


class DemoCards:
    """Remembers which pretend card was chosen; what a card does follows from its name, so that the same charge has the same answer for ever."""

    name = "demo_card"

    def visit(self, setup_id: UUID, *, back_url: str, person_id: UUID) -> Visit:  # noqa: ARG002  the protocol's
        """The demo's own page."""
        ref = f"visit_{setup_id.hex}"
        return Visit(ref=ref, url=f"/demo-card/?{urlencode({'visit': ref, 'back': back_url})}")

    def choose(self, ref: str, chosen: str) -> None:
        """Somebody picked that pretend card on the page. Repeats: the first choice stays."""
        DemoVisit.objects.get_or_create(ref=ref, defaults={"chosen": chosen if chosen in CARDS else "works"})

    def given(self, ref: str) -> CardToken | None:
        """The pretend card of that visit."""
        chosen = DemoVisit.objects.filter(ref=ref).values_list("chosen", flat=True).first()
        if chosen is None:
            return None
        return CardToken(token=f"{chosen}_{ref}", customer="", label="Demo", last_four=CARDS[chosen], expires="2039-12")

    def charge(self, wanted: Wanted) -> Answer:
        """As the card's name says."""
        chosen = wanted.token.partition("_")[0]
        state = {"works": "paid", "declined": "failed", "late": "waiting"}[chosen]
        return self._answer(wanted, state, "card_declined" if state == "failed" else "")

    def look(self, wanted: Wanted) -> Answer | None:
        """A late card has paid by now; a charge that was never made is not known."""
        if not wanted.ref:
            return None
        return self._answer(wanted, "paid") if wanted.token.startswith("late_") else self.charge(wanted)

    def forget(self, token: str) -> None:
        """There is nothing to forget."""

    def called(self, body: bytes, signature: str) -> Called:  # noqa: ARG002  the protocol's
        """The pretend company never calls."""
        raise BadSignature

    @staticmethod
    def _answer(wanted: Wanted, state: str, reason: str = "") -> Answer:
        ref = f"demo_{wanted.charge_id.hex}"
        return Answer(state=state, ref=ref, amount_minor=wanted.amount_minor, asset=wanted.asset, reason=reason)
