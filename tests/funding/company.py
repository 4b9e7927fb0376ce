"""A card company that remembers what it did, and loses calls or answers when it is told to."""

from dataclasses import dataclass, field
from uuid import UUID

from tests import make

from zhiyin.funding import services
from zhiyin.funding.models import DemoVisit
from zhiyin.funding.providers.demo import DemoCards
from zhiyin.funding.providers.protocol import Answer, BadSignature, Called, ProviderAway, Wanted
from zhiyin.kit.ids import derived, uuid7


def card_of(person_id: UUID, chosen: str = "works") -> UUID:
    """A demo card of theirs, given on the demo's page; the id of the method."""
    key = uuid7(make.AT)
    services.visit_card_company(key=key, person_id=person_id, back_url="http://here/", at=make.AT)
    DemoVisit.objects.create(ref=f"visit_{key.hex}", chosen=chosen)
    services.visit_card_company(key=key, person_id=person_id, back_url="http://here/", at=make.AT)
    return derived("card of visit", key)


@dataclass
class Company(DemoCards):
    """`loses`: the next charges' fate, first to last: "request" (it never arrives), "answer" (done, but we never hear), "" (all is well)."""

    name: str = "demo_card"
    loses: list[str] = field(default_factory=list)
    away: bool = False
    taken: dict[UUID, Answer] = field(default_factory=dict)
    calls: int = 0
    takes: int = 0

    def charge(self, wanted: Wanted) -> Answer:
        """As the demo, once for each id."""
        self.calls += 1
        fate = self.loses.pop(0) if self.loses else ""
        if self.away or fate == "request":
            raise ProviderAway
        if wanted.charge_id not in self.taken:
            self.takes += 1
            self.taken[wanted.charge_id] = super().charge(wanted)
        if fate == "answer":
            raise ProviderAway
        return self.taken[wanted.charge_id]

    def look(self, wanted: Wanted) -> Answer | None:
        """What it remembers."""
        if self.away:
            raise ProviderAway
        return self.taken.get(wanted.charge_id)

    def called(self, body: bytes, signature: str) -> Called:
        """A call is signed with the word "ours" and names a charge."""
        if signature != "ours":
            raise BadSignature
        external_id, _, charge_id = body.decode().partition(" ")
        return Called(external_id=external_id, kind="charge", charge_id=UUID(charge_id) if charge_id else None)
